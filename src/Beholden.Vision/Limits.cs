namespace Beholden.Vision;

/// <summary>What one picture may cost. Checked before memory is taken.</summary>
public static class Limits
{
    /// <summary>Longest side of a picture that is read at all. AWS: 10,000 pixels (limits page).</summary>
    public const int SidePixelsMax = 10_000;

    /// <summary>
    /// Longest side that is kept in memory; larger pictures are shrunk while they are decoded. 4,096 by
    /// 4,096 is 50 MB as RGB, and a face of 80 pixels in a picture of 10,000 keeps more than 30.
    /// </summary>
    public const int SidePixelsKept = 4096;

    /// <summary>
    /// Longest side, at least, of the coarser scale at which a large JPEG is decoded first: more than any
    /// detector here looks at first (768).
    /// </summary>
    public const int SidePixelsCoarseMin = 1024;

    /// <summary>Faces per picture: AWS returns the 100 largest (DetectFaces, IndexFaces).</summary>
    public const int FacesMax = 100;

    /// <summary>
    /// Faces of a picture that is redacted. 315 took 24 s with three tries on 2 cores, and AWS's clients wait
    /// 60 s for an answer.
    /// </summary>
    public const int RedactedFacesMax = 400;

    /// <summary>
    /// Pictures that wait for each one that is worked on. The dearest seen, 4,000 by 4,000 pixels with 100
    /// faces and every attribute, kept a core busy for 4.4 s, and AWS's clients wait 60 s for an answer.
    /// </summary>
    public const int WaitingPerSlotMax = 12;

    /// <summary>
    /// Boxes that enter the suppression of overlaps, best first. The densest picture of WIDER's five
    /// development events gives fewer than 3,000 above a score of 0.05.
    /// </summary>
    public const int CandidatesMax = 5000;
}
