using System.Text.Json;
using Beholden.Oversight.Cedar.Official;
using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary>
/// <c>beholden models install|add|remove|list|verify</c>. What fails says so in a sentence; see
/// <see cref="ExitCode"/>.
/// </summary>
internal static class ModelsCommand
{
    internal static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
    };

    /// <summary>Fetches what is missing. An optional file that cannot be reached is not a failure.</summary>
    public static Task<int> Install(ModelsOptions options, CancellationToken cancellation) =>
        Change(options, async () =>
        {
            await new ModelInstaller(options).Run(cancellation);
            if (options.WithEngine)
            {
                await new EngineInstaller(options).Run(cancellation);
            }
        });

    /// <summary>Takes a network of the user's.</summary>
    public static Task<int> Add(AddOptions asked, ModelsOptions options, CancellationToken cancellation) =>
        Change(options, () => new AddModel(options).Run(asked, cancellation));

    /// <summary>Takes out a network that was added.</summary>
    public static Task<int> Remove(string id, ModelsOptions options) =>
        Change(options, () =>
        {
            RemoveModel.Run(id, options);
            return Task.CompletedTask;
        });

    private static async Task<int> Change(ModelsOptions options, Func<Task> change)
    {
        try
        {
            await change();
            return ExitCode.Done;
        }
        catch (Exception e) when (e is InstallException or CatalogueException)
        {
            await options.Error.WriteLineAsync(e.Message);
            return ExitCode.Refused;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await options.Error.WriteLineAsync(
                $"The weights folder {options.WeightsFolder} cannot be written: {e.Message}");
            return ExitCode.Refused;
        }
    }

    /// <summary>Says what the catalogue and the user's models are; hashes nothing.</summary>
    public static Task<int> List(ModelsOptions options, CancellationToken cancellation) =>
        Report(
            options,
            (_, path) => File.Exists(path) ? "installed" : "absent",
            (added, model) => File.Exists(added.WeightsPath(model)) ? "added" : "missing",
            cancellation);

    /// <summary>Hashes every installed file; 1 when one differs or a needed one is absent.</summary>
    public static Task<int> Verify(ModelsOptions options, CancellationToken cancellation) =>
        Report(options, State, State, cancellation);

    private static string State(ModelEntry model, string path) => (File.Exists(path), model.Required) switch
    {
        (true, _) => Catalogue.Matches(model, path) ? "verified" : "altered",
        (false, true) => "missing",
        (false, false) => "absent",
    };

    private static string State(AddedModels added, AddedModel model) =>
        !File.Exists(added.WeightsPath(model)) ? "missing" : added.Matches(model) ? "verified" : "altered";

    private static async Task<int> Report(
        ModelsOptions options,
        Func<ModelEntry, string, string> state,
        Func<AddedModels, AddedModel, string> addedState,
        CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var added = new AddedModels(options.WeightsFolder);
            List<ModelRow> rows =
            [
                .. Catalogue.Load(options.Catalogue).Models.Select(m => new ModelRow(
                    m.Id, m.File, state(m, Path.Combine(options.WeightsFolder, m.File)), m.Required, m.Bytes,
                    m.Sha256, m.Licence, m.Source.Npm ?? m.Source.Address!.ToString(), Layout: null)),
                .. added.All().Select(m => new ModelRow(
                    m.Id, m.File, addedState(added, m), Required: false, m.Bytes, m.Sha256, m.Licence,
                    m.Origin, m.Layout)),
                .. options.WithEngine ? [Engine(options)] : Array.Empty<ModelRow>(),
            ];
            await Write(options, rows);
            return rows.Exists(r => r.State is "altered" or "missing") ? ExitCode.Partly : ExitCode.Done;
        }
        catch (Exception e) when (e is CatalogueException or IOException or UnauthorizedAccessException)
        {
            await options.Error.WriteLineAsync(e.Message);
            return ExitCode.Refused;
        }
    }

    // Hashed by list too: it is one file, and small.
    private static ModelRow Engine(ModelsOptions options) => new(
        EngineFile.Id, EngineFile.Name, EngineInstaller.State(options.WeightsFolder), Required: false,
        EngineFile.Bytes, EngineFile.Sha256, EngineFile.Licence, EngineFile.Package, Layout: null);

    private static async Task Write(ModelsOptions options, IReadOnlyList<ModelRow> rows)
    {
        if (options.Json)
        {
            await options.Out.WriteLineAsync(JsonSerializer.Serialize(rows, Indented));
            return;
        }

        foreach (var row in rows)
        {
            var layout = row.Layout is null ? "" : $" ({row.Layout})";
            await options.Out.WriteLineAsync(
                $"{row.Id,-18} {row.State,-10} {row.Bytes / 1e6,6:0.0} MB  {row.Licence,-11} "
                + $"{row.Source}{layout}");
        }

        foreach (var row in rows.Where(r => r.State is "altered" or "missing"))
        {
            var path = Path.Combine(options.WeightsFolder, row.File);
            await options.Error.WriteLineAsync((row.State, row.Layout) switch
            {
                ("altered", null) =>
                    $"{path} has another SHA-256 than the catalogue gives; delete it and run ./run again.",
                (_, null) => $"{path} is missing; run ./run or 'beholden models install'.",
                ("altered", _) => $"{path} has another SHA-256 than when {row.Id} was added; "
                    + $"'beholden models remove {row.Id}', then add it again.",
                _ => $"{path} is missing; 'beholden models remove {row.Id}', then add it again.",
            });
        }
    }

    /// <param name="Layout">Of added models only.</param>
    private sealed record ModelRow(
        string Id,
        string File,
        string State,
        bool Required,
        long Bytes,
        string Sha256,
        string Licence,
        string Source,
        string? Layout);
}
