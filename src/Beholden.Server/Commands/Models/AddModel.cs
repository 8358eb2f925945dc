using System.Security.Cryptography;
using System.Text.Json;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary>
/// <c>beholden models add</c>: takes a network of a user's into the weights folder, once its licence is
/// known, its hash is right, and it has run.
/// </summary>
internal sealed class AddModel(ModelsOptions options)
{
    private const string Ending = ".onnx";

    private readonly AddedModels added = new(options.WeightsFolder);

    /// <exception cref="InstallException">Refused; the sentence says why. Nothing was kept.</exception>
    /// <exception cref="CatalogueException">The catalogue cannot be read.</exception>
    public async Task Run(AddOptions asked, CancellationToken cancellation)
    {
        // Check all that needs no file first.
        var address = Address(asked.Source);
        var id = Id(asked, address);
        RequireWords(asked, address);

        // Fetch to a folder of its own, so that what is refused leaves nothing.
        Directory.CreateDirectory(options.WeightsFolder);
        using var placement = new Placement(options.WeightsFolder);
        var fetched = Path.Combine(placement.Folder, "network" + Ending);
        await Fetch(asked.Source, address, fetched, cancellation);
        var sha256 = await Hash(fetched, cancellation);
        if (asked.Sha256 is { } wanted && !wanted.Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InstallException(
                $"{Name(asked.Source, address)} has the SHA-256 {sha256}, not {wanted}.");
        }

        // Try it.
        var layout = Try(new(id, fetched), asked);

        // Keep: the weights first, since the entry is what makes them a model.
        var model = new AddedModel
        {
            Version = AddedModel.VersionServed,
            Id = id,
            Layout = layout.Id,
            File = $"{id}-{sha256[..8]}{Ending}",
            Sha256 = sha256,
            Bytes = new FileInfo(fetched).Length,
            Licence = asked.Licence,
            Origin = Name(asked.Source, address),
        };
        Keep(model, fetched, Path.Combine(placement.Folder, "entry.json"));
        await Tell(model, layout);
    }

    /// <summary>Null where the source is a path.</summary>
    private static Uri? Address(string source)
    {
        if (!source.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        // As the catalogue's addresses: what never leaves the machine needs no TLS.
        var isSafe = Uri.TryCreate(source, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps
                || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
        return isSafe ? address : throw new InstallException(
            $"{source} is no https address; fetch the file yourself and add it as a file.");
    }

    private string Id(AddOptions asked, Uri? address)
    {
        var name = asked.Id ?? Path.GetFileNameWithoutExtension(address?.LocalPath ?? asked.Source);
        if (!AddedModels.IsId(name))
        {
            throw new InstallException(
                $"'{name}' is no id: take letters, digits, dots, dashes and underlines, at most 64, and "
                + "begin with a letter or digit. Name the model with --id.");
        }

        var catalogue = Catalogue.Load(options.Catalogue);
        if (name is "yunet" or "rfb"
            || catalogue.Models.Any(m => m.Id.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InstallException($"{name} is the catalogue's own; choose another name with --id.");
        }

        return added.Find(name) is null ? name : throw Exists(name);
    }

    private static void RequireWords(AddOptions asked, Uri? address)
    {
        if (Licences.WidestUse(asked.Licence) is null)
        {
            throw new InstallException(
                $"What the licence '{asked.Licence}' allows is not known here. Ask whoever gave the file. "
                + $"Known are {string.Join(", ", Licences.Known)} ({Licences.Own}: made by yourself, or used "
                + "under an agreement of your own).");
        }

        if (asked.Layout is { } layout && NetworkLayout.Find(layout) is null)
        {
            throw new InstallException(
                $"There is no layout '{layout}'; known are "
                + $"{string.Join(", ", NetworkLayout.All.Select(one => one.Id))}.");
        }

        if (address is not null && asked.Sha256 is null)
        {
            throw new InstallException(
                "A file from an address needs --sha256, the hash its publisher gives.");
        }

        if (asked.Sha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
        {
            throw new InstallException($"'{hash}' is no SHA-256: it has 64 hexadecimal digits.");
        }
    }

    private async Task Fetch(string source, Uri? address, string target, CancellationToken cancellation)
    {
        if (address is null)
        {
            await CopyFile(source, target, cancellation);
            return;
        }

        try
        {
            await AddressSource.Given(address).Fetch(target, options.ShowsProgress, cancellation);
        }
        catch (SourceUnreachableException e)
        {
            throw new InstallException($"{e.Message}.", e);
        }
    }

    private static async Task CopyFile(string source, string target, CancellationToken cancellation)
    {
        try
        {
            await using var from = File.OpenRead(source);
            await using var to = File.Create(target);
            await BoundedCopy.Copy(
                from, to, Limits.AddedBytesMax, $"{source} is larger than {Limits.AddedBytesMax} bytes.",
                _ => { }, cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException
            or UnauthorizedAccessException)
        {
            throw new InstallException($"{source} cannot be read: {e.Message}", e);
        }
    }

    private static async Task<string> Hash(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
    }

    private static NetworkLayout Try(ModelFile file, AddOptions asked)
    {
        try
        {
            return NetworkTrial.Run(file, asked.Layout);
        }
        catch (InvalidDataException wrong)
        {
            throw new InstallException($"{asked.Source} was not added. {wrong.Message}", wrong);
        }
    }

    private void Keep(AddedModel model, string fetched, string entry)
    {
        File.WriteAllBytes(entry, AddedModels.Entry(model));
        // The name holds the hash: a file that is there already is the same, left by a stopped run.
        File.Move(fetched, added.WeightsPath(model), overwrite: true);
        try
        {
            File.Move(entry, added.EntryPath(model.Id));
        }
        catch (IOException) when (File.Exists(added.EntryPath(model.Id)))
        {
            throw Exists(model.Id);
        }
    }

    private static InstallException Exists(string id) => new(
        $"There is a model {id} already; take another --id, or first 'beholden models remove {id}'.");

    /// <summary>An address without what may be secret in it.</summary>
    private static string Name(string source, Uri? address) => address is null
        ? Path.GetFullPath(source)
        : $"{address.Scheme}://{address.Authority}{address.AbsolutePath}";

    private async Task Tell(AddedModel model, NetworkLayout layout)
    {
        var sentence = Licences.Sentence(model.Licence);
        if (options.Json)
        {
            await options.Out.WriteLineAsync(JsonSerializer.Serialize(
                new
                {
                    model.Id,
                    model.Layout,
                    model.Sha256,
                    model.Bytes,
                    model.Licence,
                    mayBeUsedFor = sentence,
                },
                ModelsCommand.Indented));
            return;
        }

        var (option, measure, remark) = layout.Task switch
        {
            NetworkTask.DetectFaces => ("detector", "wider", ""),
            NetworkTask.EmbedFaces => ("embedder", "lfw",
                "Collections of another embedder take no faces and no searches with it, and its similarities "
                + "stand for nothing until 'beholden eval calibrate' has measured them."),
            _ => ("quality", "quality",
                "That writes what each level of QualityFilter asks of its score; no server starts with it "
                + "before."),
        };
        var choice = $"--{option} {model.Id}"
            + (Licences.WidestUse(model.Licence) == ModelUse.Research ? " --use research" : "");
        await options.Out.WriteLineAsync($"""
            {model.Id} was added: {model.Bytes} bytes, SHA-256 {model.Sha256}.
            Layout: {layout.Id}; {layout.Reading}. It was loaded and run once.
            Licence: {model.Licence}. {sentence}
            Serve with it: beholden serve {choice}
            Measure it first: beholden eval {measure} DIR {choice}
            """);
        if (remark.Length > 0)
        {
            await options.Out.WriteLineAsync(remark);
        }
    }
}
