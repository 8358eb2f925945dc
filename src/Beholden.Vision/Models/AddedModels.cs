using System.Security.Cryptography;
using System.Text.Json;

namespace Beholden.Vision.Models;

/// <summary>
/// The networks that a user added to a weights folder: weights and one entry each. The shipped catalogue
/// never changes by it.
/// </summary>
/// <param name="folder">The weights folder; may not exist.</param>
public sealed class AddedModels(string folder)
{
    private const string EntryEnd = ".added.json";
    private const long EntryBytesMax = 100_000; // Eight members, one of them an address.

    /// <summary>
    /// Whether a name can be an id: letters, digits, dots, dashes and underlines, at most 64, and first a
    /// letter or digit.
    /// </summary>
    public static bool IsId(string name) => CatalogueRules.IsPlainName(name);

    /// <summary>By id.</summary>
    /// <exception cref="CatalogueException">An entry says something it must not.</exception>
    public IReadOnlyList<AddedModel> All() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + EntryEnd).Order(StringComparer.Ordinal).Select(Read)]
        : [];

    /// <summary>Null where there is none of this id.</summary>
    /// <exception cref="CatalogueException">Its entry says something it must not.</exception>
    public AddedModel? Find(string id) =>
        IsId(id) && File.Exists(EntryPath(id)) ? Read(EntryPath(id)) : null;

    /// <summary>The weights, hashed anew.</summary>
    /// <exception cref="CatalogueException">
    /// Missing, altered, or of a licence that forbids <paramref name="use"/>.
    /// </exception>
    public ModelFile Require(AddedModel model, ModelUse use)
    {
        Licences.Require(model.Id, model.Licence, use);
        var path = WeightsPath(model);
        if (!File.Exists(path))
        {
            throw new CatalogueException($"{path} is missing. {Again(model)}");
        }

        return Matches(model) ? new(model.Id, path) { Sha256 = model.Sha256 } : throw new CatalogueException(
            $"{path} has another SHA-256 than it had when {model.Id} was added. {Again(model)}");
    }

    /// <summary>Whether the weights have the length and the hash of their entry.</summary>
    /// <exception cref="CatalogueException">They cannot be read.</exception>
    public bool Matches(AddedModel model)
    {
        try
        {
            using var file = File.OpenRead(WeightsPath(model));
            return file.Length == model.Bytes
                && Convert.ToHexStringLower(SHA256.HashData(file)) == model.Sha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CatalogueException($"{WeightsPath(model)} cannot be read: {e.Message}", e);
        }
    }

    public string EntryPath(string id) => Path.GetFullPath(Path.Combine(folder, id + EntryEnd));

    public string WeightsPath(AddedModel model) => Path.GetFullPath(Path.Combine(folder, model.File));

    /// <summary>Where the calibration card of an added embedder is, once it was measured.</summary>
    public string CardPath(string id) => Path.GetFullPath(Path.Combine(folder, id + ".calibration.json"));

    /// <summary>Where the card of an added quality network is, once it was measured.</summary>
    public string QualityCardPath(string id) => Path.GetFullPath(Path.Combine(folder, id + ".quality.json"));

    /// <summary>As an entry's file has it.</summary>
    public static byte[] Entry(AddedModel model) =>
        JsonSerializer.SerializeToUtf8Bytes(model, StrictFile.Options);

    private static string Again(AddedModel model) =>
        $"Take it out with 'beholden models remove {model.Id}' and add it again.";

    private static AddedModel Read(string path)
    {
        try
        {
            var model = StrictFile.Read<AddedModel>(path, EntryBytesMax, "entry of an added model");
            CatalogueRules.Require(model, Path.GetFileName(path)[..^EntryEnd.Length]);
            return model;
        }
        catch (InvalidDataException unread)
        {
            throw new CatalogueException(unread.Message, unread);
        }
    }
}
