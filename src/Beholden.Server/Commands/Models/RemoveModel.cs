using Beholden.Vision.Models;

namespace Beholden.Server.Commands.Models;

/// <summary><c>beholden models remove</c>: takes a network of a user's out of the weights folder.</summary>
internal static class RemoveModel
{
    /// <exception cref="InstallException">There is no added model of that id.</exception>
    /// <exception cref="CatalogueException">Its entry cannot be read.</exception>
    public static void Run(string id, ModelsOptions options)
    {
        var added = new AddedModels(options.WeightsFolder);
        var model = added.Find(id) ?? throw new InstallException(
            $"There is no added model {id} in {options.WeightsFolder}; the catalogue's own stay.");

        // The entry first: weights without one are no model, an entry without weights is a broken one.
        File.Delete(added.EntryPath(id));
        File.Delete(added.WeightsPath(model));
        File.Delete(added.CardPath(id));
        File.Delete(added.QualityCardPath(id));
        options.Out.WriteLine($"{id} was removed.");
    }
}
