using Beholden.Server.Commands;
using Beholden.Server.Operations;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Models;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Server;

/// <summary>The face models: their files checked at the start, each loaded once.</summary>
internal sealed class FaceRoom : IDisposable
{
    public const string YuNet = "yunet-n", Rfb = "rfb-320";

    private readonly List<IDisposable> models;

    private FaceRoom(List<IDisposable> models) => this.models = models;

    public required FacePipeline Pipeline { get; init; }

    public required FaceFinder Finder { get; init; }

    /// <summary>Of the detector's file, 64 hexadecimal digits.</summary>
    public required string DetectorSha256 { get; init; }

    public required AttributeReader Attributes { get; init; }

    public required FaceModel Model { get; init; }

    /// <summary>Whether a user's network embeds, and not the catalogue's.</summary>
    public required bool IsEmbedderAdded { get; init; }

    /// <summary>Where the calibration card of the embedder is, or would be.</summary>
    public required string CardPath { get; init; }

    /// <summary>The quality network of a user's; null where the packaged score serves.</summary>
    public required ChosenQuality? Quality { get; init; }

    /// <param name="threads">Looks at one picture that may run side by side.</param>
    /// <exception cref="Failure">A file is missing, altered, or not the network it should be.</exception>
    public static FaceRoom Open(
        string weightsFolder, DetectionPlan plan, FaceNetworks networks, int threads = 1)
    {
        var opened = new List<IDisposable>();
        try
        {
            var catalogue = Catalogue.Load(Catalogue.BesideExecutable);
            RequireWeights(catalogue, weightsFolder);
            var files = new NetworkFiles(catalogue, weightsFolder, networks);
            return Open(
                files, detector => new(detector, plan, threads), networks.IsQualityMeasured, opened);
        }
        catch (Exception e) when (e is CatalogueException or InvalidDataException or OnnxRuntimeException)
        {
            Close(opened);
            throw new Failure(e.Message);
        }
    }

    public void Dispose() => Close(models);

    private static FaceRoom Open(
        NetworkFiles files,
        Func<IFaceDetector, FaceFinder> find,
        bool isQualityMeasured,
        List<IDisposable> opened)
    {
        T Keep<T>(T model)
            where T : IDisposable
        {
            opened.Add(model);
            return model;
        }

        var detector = files.Detector();
        var finder = find(Keep(detector.Network));
        var landmarks = Keep(new LandmarkNet68(files.Landmarks()));
        var embedder = files.Embedder();
        var attributes = Keep(new AttributeReader(AttributeModels.From(files.Optional)));
        var quality = files.Quality();
        if (quality is not null)
        {
            Keep(quality.Network);
        }

        var pipeline = new FacePipeline(
            finder, landmarks, Keep(embedder.Open()), attributes, Environment.ProcessorCount,
            quality is null || isQualityMeasured ? null : new(quality.Network, Levels(quality)));
        return new(opened)
        {
            Pipeline = pipeline,
            Finder = finder,
            DetectorSha256 = detector.Sha256,
            Attributes = attributes,
            Model = embedder.Model,
            IsEmbedderAdded = embedder.IsAdded,
            CardPath = embedder.CardPath,
            Quality = quality,
        };
    }

    /// <summary>What the levels ask of a score: not in the network's file, and not to be guessed.</summary>
    /// <exception cref="InvalidDataException">Its card is missing, unsound or another network's.</exception>
    private static ScoreLevels Levels(ChosenQuality quality)
    {
        if (!File.Exists(quality.CardPath))
        {
            throw new InvalidDataException(
                $"The quality network {quality.Id} has no card, so nothing says what each level asks of its "
                + $"score. Measure it: beholden eval quality DIR --quality {quality.Id}");
        }

        var card = QualityCard.Load(quality.CardPath);
        card.RequireContract(quality.Contract);
        return card.Levels;
    }

    /// <summary>Files that are not used today too: an altered one is news, whatever it is for.</summary>
    private static void RequireWeights(Catalogue catalogue, string weightsFolder)
    {
        foreach (var model in catalogue.Models)
        {
            _ = model.Required
                ? catalogue.Require(model.Id, weightsFolder)
                : catalogue.Find(model.Id, weightsFolder);
        }
    }

    private static void Close(List<IDisposable> models)
    {
        models.ForEach(model => model.Dispose());
    }
}
