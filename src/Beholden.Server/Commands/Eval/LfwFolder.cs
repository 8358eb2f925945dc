namespace Beholden.Server.Commands.Eval;

/// <summary>Finds LFW's pictures in any of the layouts in use.</summary>
internal sealed class LfwFolder
{
    private static readonly string[] Layouts = ["images", "", "lfw-deepfunneled", "lfw_funneled", "lfw"];
    private readonly string root;

    /// <exception cref="EvalDataException">The first picture lies in none of the known places.</exception>
    public LfwFolder(string directory, LfwImage first) => root = Layouts
        .Select(layout => Path.Combine(directory, layout))
        .FirstOrDefault(folder => File.Exists(Path.Combine(folder, first.RelativePath)))
        ?? throw new EvalDataException(
            $"{first.RelativePath} lies neither in {directory} "
            + "nor in its images or lfw-deepfunneled folder.");

    /// <exception cref="EvalDataException">No such file.</exception>
    public string PathOf(LfwImage image)
    {
        var path = Path.Combine(root, image.RelativePath);
        return File.Exists(path) ? path : throw new EvalDataException($"{path} is missing.");
    }
}
