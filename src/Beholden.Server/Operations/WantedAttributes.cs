using Beholden.Vision.Faces;
using Beholden.Wire;

namespace Beholden.Server.Operations;

/// <summary>What a list of the contract's attribute names asks for.</summary>
/// <param name="Models">The attributes that cost a model run.</param>
/// <param name="AllLandmarks">All 30 landmarks instead of 5.</param>
internal sealed record WantedAttributes(AttributeSet Models, bool AllLandmarks)
{
    public static readonly WantedAttributes Default = new(AttributeSet.None, AllLandmarks: false);

    /// <summary>ALL wins over everything; single names add to the default set.</summary>
    /// <remarks>
    /// BEARD, MUSTACHE, EYEGLASSES, SUNGLASSES and EYE_DIRECTION are accepted and left out of the answer:
    /// no bundled model tells them (docs/coverage.md).
    /// </remarks>
    /// <param name="gated">What ALL does not stand for under the call's purpose.</param>
    public static WantedAttributes From(IReadOnlyList<AttributeShape>? names, IReadOnlyList<string> gated)
    {
        if (names is null)
        {
            return Default;
        }

        var models = AttributeSet.None;
        foreach (var name in names)
        {
            models |= name == AttributeShape.ALL ? AttributeSet.All & ~ModelsOf(gated) : ModelOf(name);
        }

        return new(models, names.Contains(AttributeShape.ALL));
    }

    private static AttributeSet ModelsOf(IReadOnlyList<string> names)
    {
        var models = AttributeSet.None;
        foreach (var name in names)
        {
            models |= Enum.TryParse<AttributeShape>(name, out var known) ? ModelOf(known) : AttributeSet.None;
        }

        return models;
    }

    private static AttributeSet ModelOf(AttributeShape name) => name switch
    {
        AttributeShape.AGE_RANGE => AttributeSet.Age,
        AttributeShape.GENDER => AttributeSet.Gender,
        AttributeShape.SMILE => AttributeSet.Smile,
        AttributeShape.EYES_OPEN => AttributeSet.EyesOpen,
        AttributeShape.MOUTH_OPEN => AttributeSet.MouthOpen,
        AttributeShape.EMOTIONS => AttributeSet.Emotions,
        AttributeShape.FACE_OCCLUDED => AttributeSet.Occluded,
        _ => AttributeSet.None,
    };
}
