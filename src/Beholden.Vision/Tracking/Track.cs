using Beholden.Vision.Faces;

namespace Beholden.Vision.Tracking;

/// <summary>A box that was seen in one frame.</summary>
/// <param name="Score">0..1, the detector's.</param>
public readonly record struct SeenBox(PixelBox Box, float Score);

/// <summary>One thing, followed over frames, as it stands after one of them.</summary>
/// <param name="Id">From 1, in the order of their beginnings; never used twice.</param>
/// <param name="Box">Where it was seen; where it is expected, when it was not.</param>
/// <param name="Score">0..1, of the last time it was seen.</param>
/// <param name="AgeFrames">Frames since it began, that one included.</param>
/// <param name="SeenFrames">Frames in which it was seen.</param>
/// <param name="MissedFrames">Frames since it was last seen; 0: in this one.</param>
/// <param name="SeenIndex">Which of the frame's boxes it is; -1 where it was not seen.</param>
/// <param name="IsConfirmed">Whether it was seen often enough to be believed.</param>
/// <param name="IsJustConfirmed">Whether that frame made it so; of one frame of each track.</param>
public sealed record Track(
    long Id, PixelBox Box, float Score, int AgeFrames, int SeenFrames, int MissedFrames, int SeenIndex,
    bool IsConfirmed, bool IsJustConfirmed);

/// <summary>How boxes become tracks.</summary>
/// <param name="IouMin">A box that shares less with where a track is expected is another's; 0..1.</param>
/// <param name="BeginScoreMin">A box below begins no track, and may go on with one; 0..1.</param>
/// <param name="ConfirmAfterFrames">A track that was seen so often is confirmed.</param>
/// <param name="LoseAfterFrames">A track that was not seen for more frames than these ends.</param>
/// <param name="LoseNewAfterFrames">The same of one that is not confirmed.</param>
public sealed record TrackingRules(
    float IouMin, float BeginScoreMin, int ConfirmAfterFrames, int LoseAfterFrames, int LoseNewAfterFrames);
