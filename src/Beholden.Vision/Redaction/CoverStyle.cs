namespace Beholden.Vision.Redaction;

/// <summary>What is put in the place of a head.</summary>
public enum CoverStyle
{
    /// <summary>Black. Nothing of the pixels under it is in the output.</summary>
    Solid,

    /// <summary>The mean colour of each of a few cells: weaker, since the means are of the head.</summary>
    Pixelated,
}

/// <summary>How heads are covered.</summary>
/// <param name="Cells">
/// Across the face's box where pixelated, at least 1; the fewer, the less is left of the face.
/// </param>
/// <param name="Reach">
/// Of the margins around the face's box, over those that hide the head; 1 or more.
/// </param>
public readonly record struct CoverManner(CoverStyle Style, int Cells, float Reach = 1);
