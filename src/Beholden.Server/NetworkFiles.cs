using Beholden.Server.Operations;
using Beholden.Vision.Faces;
using Beholden.Vision.Models;

namespace Beholden.Server;

/// <param name="Sha256">Of its file, 64 hexadecimal digits.</param>
internal sealed record ChosenDetector(IFaceDetector Network, string Sha256);

/// <param name="Open">Makes the network.</param>
/// <param name="CardPath">Where its calibration card is, or would be.</param>
internal sealed record ChosenEmbedder(
    Func<MobileFaceNetEmbedder> Open, FaceModel Model, bool IsAdded, string CardPath);

/// <param name="Contract">Layout, hash of the weights, preprocessing: what its card is of.</param>
/// <param name="CardPath">Where its card is, or would be.</param>
internal sealed record ChosenQuality(string Id, FaceQualityNet Network, string Contract, string CardPath);

/// <summary>
/// Finds the files of the networks that were chosen, of the catalogue's and the added ones.
/// </summary>
/// <remarks>Each is hashed. An added model that nobody chose is looked at by <c>models verify</c>.</remarks>
internal sealed class NetworkFiles(Catalogue catalogue, string weightsFolder, FaceNetworks networks)
{
    private const string Landmarks68 = "landmarks-68", MobileFaceNet = "mobilefacenet-512";

    // Raised by hand whenever alignment or normalisation changes: old embeddings then no longer compare.
    private const int PreprocessingVersion = 2;

    private readonly AddedModels added = new(weightsFolder);

    /// <exception cref="CatalogueException">No such detector, or its file cannot be used.</exception>
    public ChosenDetector Detector()
    {
        switch (networks.DetectorId)
        {
            case null:
                return Optional(FaceRoom.YuNet) is { } yunet ? YuNet(yunet) : Rfb();
            case FaceRoom.YuNet:
                return YuNet(Required(FaceRoom.YuNet));
            case FaceRoom.Rfb:
                return Rfb();
            default:
                var (file, layout, model) = Added(networks.DetectorId, NetworkTask.DetectFaces, "detector");
                return new(AddedNetworks.Detector(file, layout), model.Sha256);
        }
    }

    /// <exception cref="CatalogueException">Its file cannot be used.</exception>
    public ModelFile Landmarks() => Required(Landmarks68);

    /// <exception cref="CatalogueException">No such embedder, or its file cannot be used.</exception>
    public ChosenEmbedder Embedder()
    {
        if (networks.EmbedderId is null or MobileFaceNet)
        {
            var packaged = Required(MobileFaceNet);
            var weights = catalogue.Entry(MobileFaceNet).Sha256[..12];
            return new(
                () => new(packaged), new(Contract(MobileFaceNet, weights), FaceModel.VersionServed),
                IsAdded: false, CalibrationCard.BesideExecutable);
        }

        var (file, layout, model) = Added(networks.EmbedderId, NetworkTask.EmbedFaces, "embedder");
        // Not the id, which is a name that may be given anew: what was fed and what fed it.
        return new(
            () => AddedNetworks.Embedder(file, layout),
            new(Contract(layout.Id, model.Sha256), FaceModel.VersionOf(model.Sha256)),
            IsAdded: true, added.CardPath(model.Id));
    }

    /// <summary>Null where the packaged score serves.</summary>
    /// <exception cref="CatalogueException">No such network, or its file cannot be used.</exception>
    public ChosenQuality? Quality()
    {
        if (networks.QualityId is null)
        {
            return null;
        }

        var (file, layout, model) = Added(networks.QualityId, NetworkTask.JudgeFaces, "quality network");
        return new(
            model.Id, AddedNetworks.Quality(file, layout),
            $"{layout.Id}/{model.Sha256}/preprocessing-{PreprocessingVersion}",
            added.QualityCardPath(model.Id));
    }

    /// <summary>A file of the catalogue; null where it is not installed.</summary>
    /// <exception cref="CatalogueException">Its file cannot be used.</exception>
    public ModelFile? Optional(string id) =>
        catalogue.Find(id, weightsFolder, networks.Use) is { } file ? Timed(file) : null;

    private ChosenDetector YuNet(ModelFile file) =>
        new(new YuNetDetector(file), catalogue.Entry(FaceRoom.YuNet).Sha256);

    private ChosenDetector Rfb() =>
        new(new RfbDetector(Required(FaceRoom.Rfb)), catalogue.Entry(FaceRoom.Rfb).Sha256);

    private ModelFile Required(string id) => Timed(catalogue.Require(id, weightsFolder, networks.Use));

    private ModelFile Timed(ModelFile file) => file with { Loading = networks.Loading };

    private static string Contract(string network, string weights) =>
        $"{network}/{weights}/preprocessing-{PreprocessingVersion}/{Embedding.Dimension}";

    private (ModelFile File, NetworkLayout Layout, AddedModel Model) Added(
        string id, NetworkTask task, string word)
    {
        var model = added.Find(id) ?? throw new CatalogueException(
            $"There is no {word} {id} in {weightsFolder}; 'beholden models list' shows what there is, "
            + "'beholden models add' takes a file of yours.");
        var layout = NetworkLayout.Find(model.Layout)!;
        return layout.Task == task
            ? (Timed(added.Require(model, networks.Use)), layout, model)
            : throw new CatalogueException($"The model {id} has the layout {layout.Id} and is no {word}.");
    }
}
