using System.Numerics;
using Beholden.Server.Leads;
using Beholden.Store;
using Beholden.Vision.Faces;
using Beholden.Vision.Images;
using Beholden.Wire;

namespace Beholden.Server.Operations;

/// <summary>What Vision and Store know, in the contract's shapes. Ratios are of the upright image.</summary>
internal static class WireMap
{
    private const int EyeLeft = 0, EyeRight = 1, NoseTip = 2, MouthLeft = 3, MouthRight = 4;

    /// <summary>
    /// AWS's 25 further names and the iBUG point of each, from 0. Left and right are the image's: of an
    /// upright face, iBUG's points 36 to 41 are the eye at the left. Pupils are the eyes' centres.
    /// </summary>
    private static readonly (LandmarkType Name, int Point)[] FurtherLandmarks =
    [
        (LandmarkType.leftEyeBrowLeft, 17), (LandmarkType.leftEyeBrowUp, 19),
        (LandmarkType.leftEyeBrowRight, 21), (LandmarkType.rightEyeBrowLeft, 22),
        (LandmarkType.rightEyeBrowUp, 24), (LandmarkType.rightEyeBrowRight, 26),
        (LandmarkType.leftEyeLeft, 36), (LandmarkType.leftEyeRight, 39),
        (LandmarkType.rightEyeLeft, 42), (LandmarkType.rightEyeRight, 45),
        (LandmarkType.noseLeft, 31), (LandmarkType.noseRight, 35),
        (LandmarkType.mouthUp, 51), (LandmarkType.mouthDown, 57),
        (LandmarkType.upperJawlineLeft, 0), (LandmarkType.midJawlineLeft, 4),
        (LandmarkType.chinBottom, 8), (LandmarkType.midJawlineRight, 12),
        (LandmarkType.upperJawlineRight, 16),
    ];

    public static BoundingBox Box(PixelBox box, RgbImage image) => new()
    {
        Left = box.Left / image.Width,
        Top = box.Top / image.Height,
        Width = box.Width / image.Width,
        Height = box.Height / image.Height,
    };

    public static BoundingBox Box(StoredFace face) => new()
    {
        Left = face.Left,
        Top = face.Top,
        Width = face.Width,
        Height = face.Height,
    };

    public static Pose Pose(HeadPose pose) => new()
    {
        Roll = pose.RollDegrees,
        Yaw = pose.YawDegrees,
        Pitch = pose.PitchDegrees,
    };

    public static ImageQuality Quality(FaceQuality quality) => new()
    {
        Brightness = quality.BrightnessPercent,
        Sharpness = quality.SharpnessPercent,
    };

    public static ComparedFace ComparedFace(FaceSeen face, RgbImage image) => new()
    {
        BoundingBox = Box(face.Box, image),
        Confidence = face.ConfidencePercent,
        Landmarks = FiveLandmarks(face, image),
        Pose = Pose(face.Pose),
        Quality = Quality(face.Quality),
    };

    /// <summary>The face as DetectFaces and IndexFaces tell it.</summary>
    public static FaceDetail Detail(FaceSeen face, RgbImage image, WantedAttributes wanted)
    {
        var seen = face.Attributes;
        return new()
        {
            BoundingBox = Box(face.Box, image),
            Confidence = face.ConfidencePercent,
            Landmarks = wanted.AllLandmarks ? ThirtyLandmarks(face, image) : FiveLandmarks(face, image),
            Pose = Pose(face.Pose),
            Quality = Quality(face.Quality),
            AgeRange = seen.Age is { } age ? new() { Low = age.LowYears, High = age.HighYears } : null,
            Gender = seen.Gender is { } gender ? Gender(gender.IsFemale, gender.ConfidencePercent) : null,
            Smile = seen.Smile is { } smile
                ? new() { Value = smile.Value, Confidence = smile.ConfidencePercent }
                : null,
            EyesOpen = seen.EyesOpen is { } eyes
                ? new() { Value = eyes.Value, Confidence = eyes.ConfidencePercent }
                : null,
            MouthOpen = seen.MouthOpen is { } mouth
                ? new() { Value = mouth.Value, Confidence = mouth.ConfidencePercent }
                : null,
            FaceOccluded = seen.Occluded is { } cover
                ? new() { Value = cover.Value, Confidence = cover.ConfidencePercent }
                : null,
            Emotions = seen.Emotions is { } emotions ? [.. emotions.Select(Emotion)] : null,
        };
    }

    public static Face Face(StoredFace face, string modelVersion) => new()
    {
        FaceId = face.FaceId,
        ImageId = face.ImageId,
        ExternalImageId = face.ExternalImageId,
        BoundingBox = Box(face),
        Confidence = face.ConfidencePercent,
        IndexFacesModelVersion = modelVersion,
        UserId = face.UserId,
    };

    public static FaceMatch Match(FaceHit hit, Similarity similarity, string modelVersion) => new()
    {
        Similarity = similarity.Percent(hit.Cosine),
        Face = Face(hit.Face, modelVersion),
    };

    public static UserMatch Match(UserHit hit, Similarity similarity) => new()
    {
        Similarity = similarity.Percent(hit.Cosine),
        User = new() { UserId = hit.UserId, UserStatus = Status(hit.Status) },
    };

    /// <summary>The same hits without the contract: whom they name, and how alike.</summary>
    public static IReadOnlyList<FoundPerson> People(IReadOnlyList<FaceHit> hits, Similarity similarity) =>
        [.. hits.Select(hit => new FoundPerson(
            hit.Face.FaceId, hit.Face.UserId, similarity.Percent(hit.Cosine)))];

    /// <inheritdoc cref="People(IReadOnlyList{FaceHit}, Similarity)"/>
    public static IReadOnlyList<FoundPerson> People(IReadOnlyList<UserHit> hits, Similarity similarity) =>
        [.. hits.Select(hit => new FoundPerson(null, hit.UserId, similarity.Percent(hit.Cosine)))];

    private static Gender Gender(bool isFemale, float confidencePercent) => new()
    {
        Value = isFemale ? GenderType.Female : GenderType.Male,
        Confidence = confidencePercent,
    };

    private static EmotionShape Emotion((Emotion Type, float ConfidencePercent) emotion) => new()
    {
        Type = emotion.Type switch
        {
            Vision.Faces.Emotion.Angry => EmotionName.ANGRY,
            Vision.Faces.Emotion.Disgusted => EmotionName.DISGUSTED,
            Vision.Faces.Emotion.Fear => EmotionName.FEAR,
            Vision.Faces.Emotion.Happy => EmotionName.HAPPY,
            Vision.Faces.Emotion.Sad => EmotionName.SAD,
            Vision.Faces.Emotion.Surprised => EmotionName.SURPRISED,
            _ => EmotionName.CALM,
        },
        Confidence = emotion.ConfidencePercent,
    };

    private static List<Landmark> FiveLandmarks(FaceSeen face, RgbImage image)
    {
        var points = face.AlignmentPoints;
        return
        [
            Landmark(LandmarkType.eyeLeft, points[EyeLeft], image),
            Landmark(LandmarkType.eyeRight, points[EyeRight], image),
            Landmark(LandmarkType.mouthLeft, points[MouthLeft], image),
            Landmark(LandmarkType.mouthRight, points[MouthRight], image),
            Landmark(LandmarkType.nose, points[NoseTip], image),
        ];
    }

    private static List<Landmark> ThirtyLandmarks(FaceSeen face, RgbImage image)
    {
        var all = FiveLandmarks(face, image);
        var points = face.Landmarks;
        all.AddRange(FurtherLandmarks.Select(further =>
            Landmark(further.Name, points[further.Point], image)));
        all.AddRange(
        [
            // The two lid points of each edge; the lid itself lies between them.
            Landmark(LandmarkType.leftEyeUp, (points[37] + points[38]) / 2, image),
            Landmark(LandmarkType.leftEyeDown, (points[40] + points[41]) / 2, image),
            Landmark(LandmarkType.rightEyeUp, (points[43] + points[44]) / 2, image),
            Landmark(LandmarkType.rightEyeDown, (points[46] + points[47]) / 2, image),
            Landmark(LandmarkType.leftPupil, face.AlignmentPoints[EyeLeft], image),
            Landmark(LandmarkType.rightPupil, face.AlignmentPoints[EyeRight], image),
        ]);
        return all;
    }

    private static Landmark Landmark(LandmarkType name, Vector2 point, RgbImage image) => new()
    {
        Type = name,
        X = point.X / image.Width,
        Y = point.Y / image.Height,
    };

    /// <summary>The contract's word for a user's state.</summary>
    public static Wire.UserStatus Status(Store.UserStatus status)
        => status == Store.UserStatus.Active ? Wire.UserStatus.ACTIVE : Wire.UserStatus.CREATED;
}
