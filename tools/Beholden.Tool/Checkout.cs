namespace Beholden.Tool;

/// <summary>Finds the folder that the generators read from and write to.</summary>
internal static class Checkout
{
    private const string Mark = "Beholden.slnx";

    /// <summary>The nearest folder at or above <paramref name="start"/> that holds the solution.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Mark)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder at or above {start} holds {Mark}.");
    }
}
