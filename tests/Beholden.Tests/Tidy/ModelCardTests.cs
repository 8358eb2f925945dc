using Beholden.Tool;

namespace Beholden.Tests.Tidy;

/// <summary>Rule: docs/models.md is generated, never edited.</summary>
public sealed class ModelCardTests
{
    [Fact]
    public void The_page_of_model_cards_is_what_the_catalogue_and_the_measurement_give() =>
        Assert.Equal(ModelCards.Page(Tree.Root), Tree.File("docs/models.md").Text);
}
