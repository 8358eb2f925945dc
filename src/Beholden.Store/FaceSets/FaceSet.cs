namespace Beholden.Store.FaceSets;

/// <summary>
/// The faces of one collection, as their hashes. Changes may come before the set is loaded: they are kept
/// and made then. Its root is read without waiting for anybody.
/// </summary>
internal sealed class FaceSet
{
    private readonly Lock guard = new();
    private readonly List<(FaceHash Leaf, bool IsAdded)> early = [];
    private HashTree? tree;
    private FaceSetRoot? root;

    /// <summary>Null until the set is loaded.</summary>
    public FaceSetRoot? Root => Volatile.Read(ref root);

    /// <summary>Makes the changes of one commit. None of them shows in the root without the others.</summary>
    /// <param name="faceIds">Of faces that were all added, or all deleted.</param>
    public void Change(IReadOnlyCollection<string> faceIds, bool isAdded)
    {
        if (faceIds.Count == 0)
        {
            return;
        }

        var leaves = faceIds.Select(FaceHash.Leaf).ToList();
        lock (guard)
        {
            if (tree is null)
            {
                early.AddRange(leaves.Select(leaf => (leaf, isAdded)));
                return;
            }

            leaves.ForEach(leaf => Make(tree, leaf, isAdded));
            Publish(tree);
        }
    }

    /// <summary>
    /// Takes what the database held at some instant since this set first heard of changes. Of a face that
    /// changed since, the last change counts; hence it does no harm when the database knew of some already.
    /// </summary>
    /// <param name="stored">None twice. They are sorted in place.</param>
    public void Load(Span<FaceHash> stored)
    {
        var built = HashTree.Of(stored);
        lock (guard)
        {
            early.ForEach(change => Make(built, change.Leaf, change.IsAdded));
            early.Clear();
            early.TrimExcess();
            tree = built;
            Publish(built);
        }
    }

    private static void Make(HashTree tree, FaceHash leaf, bool isAdded)
    {
        if (isAdded)
        {
            tree.Add(leaf);
        }
        else
        {
            tree.Remove(leaf);
        }
    }

    private void Publish(HashTree now) =>
        Volatile.Write(ref root, new FaceSetRoot(now.Root.ToHex(), now.Count));
}
