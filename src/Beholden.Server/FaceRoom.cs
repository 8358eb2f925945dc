using Beholden.Server.Commands;
using Beholden.Server.Operations;
using Beholden.Vision.Detection;
using Beholden.Vision.Faces;
using Beholden.Vision.Models;
using Microsoft.ML.OnnxRuntime;

namespace Beholden.Server;

/// <summary>The face models, loaded once and checked before the first request.</summary>
internal sealed class FaceRoom : IDisposable
{
    public const string YuNet = "yunet-n", Rfb = "rfb-320";

    private const string Landmarks = "landmarks-68", Embedder = "mobilefacenet-512";

    // Raised by hand whenever alignment or normalisation changes: old embeddings then no longer compare.
    private const int PreprocessingVersion = 2;

    private readonly List<IDisposable> models;

    private FaceRoom(List<IDisposable> models) => this.models = models;

    public required FacePipeline Pipeline { get; init; }

    public required FaceFinder Finder { get; init; }

    public required AttributeReader Attributes { get; init; }

    public required FaceModel Model { get; init; }

    /// <param name="detectorId">A detector of the catalogue; null takes the best one installed.</param>
    /// <param name="threads">Looks at one picture that may run side by side.</param>
    /// <exception cref="Failure">A file is missing, altered, or not the network it should be.</exception>
    public static FaceRoom Open(
        string weightsFolder, DetectionPlan plan, string? detectorId = null, int threads = 1)
    {
        var opened = new List<IDisposable>();
        try
        {
            var catalogue = Catalogue.Load(Catalogue.BesideExecutable);
            RequireWeights(catalogue, weightsFolder);
            return Open(
                catalogue, weightsFolder, detectorId, detector => new(detector, plan, threads), opened);
        }
        catch (Exception e) when (e is CatalogueException or InvalidDataException or OnnxRuntimeException)
        {
            Close(opened);
            throw new Failure(e.Message);
        }
    }

    public void Dispose() => Close(models);

    private static FaceRoom Open(
        Catalogue catalogue, string weightsFolder, string? detectorId,
        Func<IFaceDetector, FaceFinder> find, List<IDisposable> opened)
    {
        T Keep<T>(T model)
            where T : IDisposable
        {
            opened.Add(model);
            return model;
        }

        var finder = find(Keep(Detect(catalogue, weightsFolder, detectorId)));
        var landmarks = Keep(new LandmarkNet68(catalogue.Require(Landmarks, weightsFolder)));
        var embedder = Keep(new MobileFaceNetEmbedder(catalogue.Require(Embedder, weightsFolder)));
        var attributes = Keep(new AttributeReader(
            AttributeModels.From(id => catalogue.Find(id, weightsFolder))));
        var pipeline = new FacePipeline(
            finder, landmarks, embedder, attributes, Environment.ProcessorCount);

        var weights = catalogue.Entry(Embedder).Sha256[..12];
        var contract = $"{Embedder}/{weights}/preprocessing-{PreprocessingVersion}/{Embedding.Dimension}";
        return new(opened)
        {
            Pipeline = pipeline,
            Finder = finder,
            Attributes = attributes,
            Model = new(contract, FaceModel.VersionServed),
        };
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

    private static IFaceDetector Detect(Catalogue catalogue, string weightsFolder, string? detectorId)
    {
        var yunet = detectorId is null or YuNet ? catalogue.Find(YuNet, weightsFolder) : null;
        if (yunet is not null)
        {
            return new YuNetDetector(yunet);
        }

        return detectorId == YuNet
            ? new YuNetDetector(catalogue.Require(YuNet, weightsFolder))
            : new RfbDetector(catalogue.Require(Rfb, weightsFolder));
    }

    private static void Close(List<IDisposable> models)
    {
        models.ForEach(model => model.Dispose());
    }
}
