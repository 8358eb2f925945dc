using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Vision.Images;
using Beholden.Vision.Models;
using Beholden.Vision.Tracking;
using Beholden.Wire;

namespace Beholden.Server.Live;

/// <summary>What a stream tells: JSON with a member Kind.</summary>
internal static class LiveMessages
{
    /// <summary>The first message, and the answer to settings.</summary>
    public static byte[] Settings(string streamId, LiveSettings settings) => Bytes(new()
    {
        ["Kind"] = "settings",
        ["Stream"] = streamId,
        ["Privacy"] = settings.IsPrivate,
        ["Identify"] = settings.Search is { } search
            ? new JsonObject
            {
                ["CollectionId"] = search.CollectionId,
                ["FaceMatchThreshold"] = search.ThresholdPercent,
            }
            : null,
    });

    /// <param name="frame">The frame that was refused; null where it was something else.</param>
    public static byte[] Refusal(ServiceException refusal, long? frame) => Bytes(new()
    {
        ["Kind"] = "refusal",
        ["Frame"] = frame,
        ["Code"] = refusal.Code,
        ["Message"] = refusal.Message,
    });

    /// <summary>In privacy mode the covered picture follows as the next message.</summary>
    public static byte[] Frame(
        FrameSeen seen, IFaceDetector detector, LiveCounts counts, Func<long, LiveName?> nameOf)
    {
        var tracks = seen.Tracks.Where(track => track.IsConfirmed).Select(track => (JsonNode)new JsonObject
        {
            ["Id"] = track.Id,
            ["Box"] = Box(track, seen.Image),
            ["Confidence"] = Math.Round(detector.ConfidencePercent(track.Score), 1),
            ["AgeFrames"] = track.AgeFrames,
            ["MissedFrames"] = track.MissedFrames,
            ["Identity"] = nameOf(track.Id) is { } name ? Identity(name) : null,
        });
        return Bytes(new()
        {
            ["Kind"] = "frame",
            ["Frame"] = seen.Frame.Number,
            ["Width"] = seen.Image.Width,
            ["Height"] = seen.Image.Height,
            ["Privacy"] = seen.Covered is not null,
            ["Tracks"] = new JsonArray([.. tracks]),
            ["Analysed"] = counts.Analysed,
            ["Replaced"] = seen.Frame.Number - counts.Analysed - counts.Refused,
            ["TracksSoFar"] = counts.Tracks,
            ["Ms"] = new JsonObject
            {
                ["Wait"] = Math.Round(seen.WaitMs, 1),
                ["Decode"] = Math.Round(seen.DecodeMs, 1),
                ["Find"] = Math.Round(seen.FindMs, 1),
                ["Cover"] = Math.Round(seen.CoverMs, 1),
            },
        });
    }

    private static JsonObject Box(Track track, RgbImage image) => new()
    {
        ["Left"] = track.Box.Left / image.Width,
        ["Top"] = track.Box.Top / image.Height,
        ["Width"] = track.Box.Width / image.Width,
        ["Height"] = track.Box.Height / image.Height,
    };

    private static JsonObject Identity(LiveName name) => new()
    {
        ["Name"] = name.Name,
        ["Similarity"] = name.Similarity,
        ["Entry"] = name.Entry,
        ["Lead"] = name.Lead,
    };

    private static byte[] Bytes(JsonObject message) => JsonSerializer.SerializeToUtf8Bytes(message);
}

/// <summary>What came of a stream's frames so far.</summary>
/// <param name="Tracks">That were confirmed.</param>
internal readonly record struct LiveCounts(long Analysed, long Refused, long Tracks);
