using Beholden.Tool;
using Beholden.Vision.Faces;
using Beholden.Vision.Models;

namespace Beholden.Tests.Tidy;

/// <summary>Rule: docs/models.md is generated, never edited.</summary>
public sealed class ModelCardTests
{
    [Fact]
    public void The_page_of_model_cards_is_what_the_catalogue_gives() =>
        Assert.Equal(
            ModelCards.Write(
                Catalogue.Load(Path.Combine(Tree.Root, "models", "catalogue.json")),
                CalibrationCard.Load(Path.Combine(Tree.Root, "models", "calibration.json"))),
            Tree.File("docs/models.md").Text);
}
