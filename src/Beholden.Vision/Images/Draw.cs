using System.Numerics;
using Beholden.Vision.Faces;

namespace Beholden.Vision.Images;

public sealed record FaceMark(PixelBox Box, IReadOnlyList<Vector2> Landmarks);

public static class Draw
{
    public static byte[] Jpeg(RgbImage image, IReadOnlyList<FaceMark> faces) => [];
}
