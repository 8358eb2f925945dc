using System.Text.RegularExpressions;

namespace Beholden.Vision.Models;

/// <summary>What a catalogue must hold beyond the types of its members.</summary>
internal static partial class CatalogueRules
{
    /// <summary>
    /// Far above the largest network here (28 MB); set-up never writes more than an entry says.
    /// </summary>
    private const long BytesMax = 1L << 30;

    /// <exception cref="CatalogueException">Names the model and the member.</exception>
    public static void Require(int version, IReadOnlyList<ModelEntry> models)
    {
        if (version != 1)
        {
            throw new CatalogueException($"The catalogue has version {version}; this build reads version 1.");
        }

        RequireUnique(models, m => m.Id, "id");
        RequireUnique(models, m => m.File, "file");
        foreach (var model in models)
        {
            Require(model, PlainName().IsMatch(model.Id), "id must be a plain name");
            Require(model, PlainName().IsMatch(model.File), "file must be a plain file name");
            Require(model, Hash().IsMatch(model.Sha256), "sha256 must be 64 lower-case hexadecimal digits");
            Require(model, model.Bytes is > 0 and <= BytesMax, $"bytes must be 1..{BytesMax}");
            RequireSource(model, model.Source);
        }
    }

    /// <summary>The rules of a user's model.</summary>
    /// <param name="id">What the name of its entry's file says.</param>
    /// <exception cref="CatalogueException">Names the model and the member.</exception>
    public static void Require(AddedModel model, string id)
    {
        var wrong = model.Version != AddedModel.VersionServed
            ? $"version must be {AddedModel.VersionServed}"
            : model.Id != id || !IsPlainName(id) ? "id must be a plain name, and its file's"
            : !IsPlainName(model.File) ? "file must be a plain file name"
            : !Hash().IsMatch(model.Sha256) ? "sha256 must be 64 lower-case hexadecimal digits"
            : model.Bytes is <= 0 or > BytesMax ? $"bytes must be 1..{BytesMax}"
            : NetworkLayout.Find(model.Layout) is null ? "layout must be a known one"
            : null;
        if (wrong is not null)
        {
            throw new CatalogueException(
                $"The added model {id} is wrong: {wrong}. Remove its entry and add it again.");
        }
    }

    /// <summary>Letters, digits, dots, dashes and underlines, at most 64; the first no mark.</summary>
    public static bool IsPlainName(string name) => name.Length <= 64 && PlainName().IsMatch(name);

    private static void RequireSource(ModelEntry model, ModelSource source)
    {
        var packaged = source is { Npm: not null, Path: not null, Address: null, FolderFile: null };
        var pinned = source is { Npm: null, Path: null, Address: not null, FolderFile: not null };
        Require(model, packaged || pinned, "source must be npm and path, or address and folderFile");
        Require(model, source.Npm is null || PinnedPackage().IsMatch(source.Npm), "npm must be NAME@VERSION");
        Require(
            model,
            source.FolderFile is null || PlainName().IsMatch(source.FolderFile),
            "folderFile must be a plain file name");
        Require(
            model,
            source.Address is null || (source.Address.IsAbsoluteUri && IsSafe(source.Address)),
            "address must be https");
    }

    // Loopback never leaves the machine, and the hash is checked in any case.
    private static bool IsSafe(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private static void Require(ModelEntry model, bool holds, string rule)
    {
        if (!holds)
        {
            throw new CatalogueException($"The catalogue's model {model.Id} is wrong: {rule}.");
        }
    }

    private static void RequireUnique(
        IReadOnlyList<ModelEntry> models, Func<ModelEntry, string> key, string member)
    {
        if (models.GroupBy(key).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new CatalogueException($"The catalogue has two models with the {member} {twice.Key}.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex PlainName();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\A(@[a-z0-9._-]+/)?[a-z0-9._-]+@\d+\.\d+\.\d+\z")]
    private static partial Regex PinnedPackage();
}
