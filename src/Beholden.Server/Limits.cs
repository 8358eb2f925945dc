namespace Beholden.Server;

/// <summary>What one request may cost. Every number says where it comes from.</summary>
internal static class Limits
{
    /// <summary>
    /// CompareFaces carries two images of 5 MiB as base64, 14 MB of JSON; half as much again lets an
    /// image that is a little too large reach the check that names it.
    /// </summary>
    public const long BodyBytesMax = 21_000_000;

    /// <summary>
    /// A body that comes slower is broken off after the grace: it holds its whole announced size, and a
    /// few dozen such clients would keep all others out. 50 kB/s is a slow mobile network.
    /// </summary>
    public const double BodyBytesPerSecondMin = 50_000;

    /// <summary>How long a body may come slower: a pause on the network, not an attack.</summary>
    public static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(10);

    /// <summary>Bodies held at once. Above it the server asks clients to slow down.</summary>
    public const long BodiesBytesMax = 1L << 29;

    /// <summary>
    /// Requests at once, small ones included: each holds a task, a body and a database read.
    /// </summary>
    public const int RequestsMax = 1_000;

    /// <summary>Pictures in a request: the contract's ImageBlob.</summary>
    public const int ImageBytesMax = 5 * 1024 * 1024;

    /// <summary>Objects in a bucket: spec section 8, "Image in S3".</summary>
    public const int ObjectBytesMax = 15 * 1024 * 1024;

    /// <summary>Both sides: spec section 8, "Min image".</summary>
    public const int ImageEdgePixelsMin = 80;

    /// <summary>Spec section 8, "Faces per image".</summary>
    public const int FacesPerImageMax = 100;

    /// <summary>The contract names no default page size; AWS's own pages hold 1,000 entries.</summary>
    public const int PageSizeDefault = 1_000;

    /// <summary>The contract names no default; 80 is what AWS's service has been seen to answer.</summary>
    public const int MatchesDefault = 80;

    /// <summary>Range of MaxUserResults in the contract.</summary>
    public const int UsersPageMax = 500;

    /// <summary>The contract's range of MaxFaces: whoever looks for all asks for so many.</summary>
    public const int MatchesMax = 4_096;

    /// <summary>
    /// People named in one redaction. Each face of the picture is searched for once in each collection of
    /// theirs, and each search leaves two entries.
    /// </summary>
    public const int RedactedNamesMax = 100;

    /// <summary>Collections of those people, so that 400 faces cost 8,000 searches at most.</summary>
    public const int RedactedPlacesMax = 10;

    /// <summary>
    /// How often a key can ask whether somebody is in here, by a picture: enough for a desk that serves
    /// people, too few to look strangers up.
    /// </summary>
    public const int PersonFindsPerHourMax = 5;

    /// <summary>Collections of one such question: a search each, and an entry.</summary>
    public const int PersonFindPlacesMax = 10;

    /// <summary>Tries of all links together: a token has 256 bits, so this only spares the disk.</summary>
    public const int PersonLinkTriesPerMinuteMax = 30;

    /// <summary>
    /// How long a record of the ledger is kept at least: six months, by article 19 of the EU AI Act.
    /// </summary>
    public static readonly TimeSpan RecordKeptMin = TimeSpan.FromDays(183);

    /// <summary>
    /// A session of the console that nobody uses ends: a forgotten browser is not left open overnight.
    /// </summary>
    public static readonly TimeSpan SessionIdle = TimeSpan.FromHours(1);

    /// <summary>A session ends anyway: a working day, with room.</summary>
    public static readonly TimeSpan SessionWhole = TimeSpan.FromHours(12);

    /// <summary>Long enough to come back to the terminal after making tea.</summary>
    public static readonly TimeSpan SignInLinkLife = TimeSpan.FromHours(1);

    /// <summary>Long enough to read and to decide; who needs longer asks for another link.</summary>
    public static readonly TimeSpan PersonSessionLife = TimeSpan.FromMinutes(30);

    /// <summary>Sessions, and links not yet used; of more the oldest ends.</summary>
    public const int SessionsMax = 1_000;

    /// <summary>Of all who try: a secret has 40 characters, so this only spares the processor.</summary>
    public const int SignInTriesPerMinuteMax = 60;

    /// <summary>
    /// Sockets of live pictures at once: one keeps a core busy, and the reference machine has two. More would
    /// only slow each other.
    /// </summary>
    public const int LiveStreamsMax = 4;

    /// <summary>A frame: a JPEG of 1,920 by 1,080 pixels in good quality has less.</summary>
    public const int LiveFrameBytesMax = 1_000_000;

    /// <summary>What webcams give at most, in either direction.</summary>
    public const int LiveLongSidePixelsMax = 1_920, LiveShortSidePixelsMax = 1_080;

    /// <summary>Settings: a collection's id of 255 characters, with room.</summary>
    public const int LiveSettingsBytesMax = 4_096;

    /// <summary>How long a browser is given to take the last word of a stream.</summary>
    public static readonly TimeSpan LiveCloseWait = TimeSpan.FromSeconds(2);

    /// <summary>A socket that sends nothing ends: its place is another's.</summary>
    public static readonly TimeSpan LiveIdle = TimeSpan.FromMinutes(1);

    /// <summary>How often rules, stops and the session are looked at again while a stream runs.</summary>
    public static readonly TimeSpan LiveCheckEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>A track's face is searched for again no sooner, so that entries stay readable.</summary>
    public static readonly TimeSpan LiveSearchEvery = TimeSpan.FromSeconds(10);

    /// <summary>A collection's id, a slash and a user's: 255 and 128 characters in the contract.</summary>
    public const int PersonNameCharsMax = 255 + 1 + 128;
}
