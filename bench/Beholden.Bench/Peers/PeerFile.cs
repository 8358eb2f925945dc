using System.Text.Json;
using Beholden.Vision.Faces;
using Beholden.Vision.Models;

namespace Beholden.Bench.Peers;

/// <summary>A photo that every participant gets.</summary>
internal sealed record PeerPhoto(string Name, string Path);

/// <summary>A face in pixels of the photo. A score of 0 where the participant gives none.</summary>
internal sealed record PeerFace(float Left, float Top, float Width, float Height, float Score)
{
    public FoundFace Found => new(new PixelBox(Left, Top, Width, Height), Score, Points: null);

    public static PeerFace From(FoundFace face) =>
        new(face.Box.Left, face.Box.Top, face.Box.Width, face.Box.Height, face.Score);
}

/// <param name="DurationMs">From decoded pixels to <paramref name="Faces"/>.</param>
/// <param name="Faces">At the floor that the participant has by itself.</param>
/// <param name="Candidates">At the lowest floor, for the average precision.</param>
internal sealed record PeerAnswer(
    string Name, double DurationMs, IReadOnlyList<PeerFace> Faces, IReadOnlyList<PeerFace> Candidates);

/// <summary>What a participant writes.</summary>
/// <param name="BackEnd">What computes, as the participant calls it.</param>
internal sealed record PeerFile(
    string Name, string Version, string BackEnd, IReadOnlyList<PeerAnswer> Photos)
{
    public static async Task<PeerFile> Read(string path)
    {
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<PeerFile>(file, JsonSerializerOptions.Web)
            ?? throw new InvalidDataException($"{path} holds no answers.");
    }

    public async Task Write(string path)
    {
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, this, JsonSerializerOptions.Web);
    }
}
