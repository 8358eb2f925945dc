namespace Beholden.Vision.Models;

/// <summary>Makes a network of a user's ready, by its layout.</summary>
public static class AddedNetworks
{
    /// <exception cref="InvalidDataException">The file is of another layout.</exception>
    public static IFaceDetector Detector(ModelFile file, NetworkLayout layout) => layout.Id switch
    {
        "yunet" => new YuNetDetector(file),
        "rfb-320" => new RfbDetector(file),
        _ => throw new InvalidDataException($"Model {file.Id} has the layout {layout.Id}, no detector's."),
    };

    /// <exception cref="InvalidDataException">The file is of another layout.</exception>
    public static MobileFaceNetEmbedder Embedder(ModelFile file, NetworkLayout layout) =>
        layout.Task == NetworkTask.EmbedFaces
            ? new(file, layout.Colours)
            : throw new InvalidDataException(
                $"Model {file.Id} has the layout {layout.Id}, no embedder's.");

    /// <exception cref="InvalidDataException">The file is of another layout.</exception>
    public static FaceQualityNet Quality(ModelFile file, NetworkLayout layout) =>
        layout.Task == NetworkTask.JudgeFaces
            ? new(file, layout)
            : throw new InvalidDataException(
                $"Model {file.Id} has the layout {layout.Id}, no quality network's.");
}
