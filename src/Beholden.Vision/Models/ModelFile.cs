namespace Beholden.Vision.Models;

/// <summary>A weight file that is installed and whose hash was checked.</summary>
/// <param name="Id">The catalogue's name for it, such as <c>yunet-n</c>.</param>
/// <param name="Path">Absolute path of the ONNX file.</param>
public sealed record ModelFile(string Id, string Path);
