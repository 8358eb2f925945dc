using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Beholden.Oversight.Cedar;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Purposes;
using Beholden.Store;

namespace Beholden.Oversight.Policy;

/// <summary>
/// The signature on a version of the rules: whoever alters the database without the ledger's key is found
/// out at the next start.
/// </summary>
internal static class PolicyNote
{
    private const string Title = "beholden policy v1";

    /// <exception cref="InvalidDataException">The site's rules are no Cedar, or permit something.</exception>
    public static PolicySet Set(int version, Profile profile, string siteRules, Floor? floor)
    {
        try
        {
            return new(version, profile, siteRules, floor);
        }
        catch (CedarSyntaxException wrong)
        {
            throw new InvalidDataException($"The site's rules are no Cedar: {wrong.Message}", wrong);
        }
    }

    public static string Sign(PolicySet set, LedgerLog ledger) => ledger.SignNote(
        Text(set.Version, set.Profile.ToJson(), set.SiteRules, Sha256(PolicySet.Base)));

    /// <exception cref="InvalidDataException">The row is not what was signed.</exception>
    public static PolicySet Read(PolicyRow row, LedgerLog ledger, Floor? floor)
    {
        var version = checked((int)row.Version);
        if (!ledger.IsSigned(row.SignedNote)
            || !row.SignedNote.StartsWith(
                Text(version, row.ProfileJson, row.SiteRules, BaseOf(row)), StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"Version {version} of the folder's policy is not what this server signed: the database was "
                + "altered. Put it back from your backup.");
        }

        return Set(version, Profile.Parse(row.ProfileJson), row.SiteRules, floor);
    }

    /// <summary>Whether the row was signed by a program with the same base rules.</summary>
    public static bool HasThisBase(PolicyRow row) => BaseOf(row) == Sha256(PolicySet.Base);

    private static string BaseOf(PolicyRow row)
        => row.SignedNote.Split('\n') is [_, _, _, _, var hash, ..] ? hash : "";

    private static string Text(int version, string profileJson, string siteRules, string baseHash)
        => string.Join(
            '\n', Title, version.ToString(CultureInfo.InvariantCulture), Sha256(profileJson),
            Sha256(siteRules), baseHash, "");

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
