using System.Security.Cryptography;

namespace Beholden.Oversight.Cedar.Official;

/// <summary>
/// The official Cedar engine as its authors publish it: one WebAssembly file of an npm package. It validates
/// policies when they are loaded, and is what our evaluator is compared with.
/// </summary>
public static class EngineFile
{
    public const string Id = "cedar-wasm";

    /// <summary>Plain file name inside the weights folder.</summary>
    public const string Name = "cedar_wasm_4.13.0.wasm";

    /// <summary>NAME@VERSION.</summary>
    public const string Package = "@cedar-policy/cedar-wasm@4.13.0";

    /// <summary>Where it is in the package.</summary>
    public const string PathInPackage = "package/nodejs/cedar_wasm_bg.wasm";

    public const long Bytes = 4_318_628;

    public const string Sha256 = "9ed10461f45bceabbe2c364330500378b71f641b28f7c2a1f6e033c9be2f1d9a";

    /// <summary>Declared by the package and by its repository.</summary>
    public const string Licence = "Apache-2.0";

    public const string WhenAbsent =
        "Policies are decided by Beholden's own evaluator in any case; they cannot be validated strictly.";

    /// <summary>Reads the file and checks its hash.</summary>
    /// <exception cref="OfficialEngineException">It is absent or another file; the message says
    /// so.</exception>
    public static byte[] Read(string weightsFolder)
    {
        var path = Path.Combine(weightsFolder, Name);
        try
        {
            var bytes = File.ReadAllBytes(path);
            return Convert.ToHexStringLower(SHA256.HashData(bytes)) == Sha256
                ? bytes
                : throw new OfficialEngineException(
                    $"{path} is not the engine of {Package}; delete it and run 'beholden models install'.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new OfficialEngineException(
                $"The official Cedar engine is not in {weightsFolder}, so policies cannot be validated; "
                + "run 'beholden models install'.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OfficialEngineException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
