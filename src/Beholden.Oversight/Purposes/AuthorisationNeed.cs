namespace Beholden.Oversight.Purposes;

/// <summary>Whether somebody outside must authorise a case; each is stricter than the last.</summary>
public enum AuthorisationNeed
{
    None,

    /// <summary>At most 48 hours after the first use; then the case locks.</summary>
    Within48h,

    /// <summary>Before the first use.</summary>
    Before,
}
