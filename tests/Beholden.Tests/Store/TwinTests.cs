using Beholden.Store;
using CsCheck;

namespace Beholden.Tests.Store;

/// <summary>
/// Random stories, told to the store and to a few dictionaries: both must know the same after each act.
/// </summary>
public sealed class TwinTests
{
    private const int Dimension = 16;

    private enum Act
    {
        Add,
        Delete,
        CreateUser,
        DeleteUser,
        Associate,
        Disassociate,
        Reopen,
    }

    // Few ids, so that the acts meet the same faces and users again and again.
    private static readonly Gen<(Act Act, int Face, int User, int Seed)[]> Stories = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(Act.Add)), (4, Gen.Const(Act.Delete)), (2, Gen.Const(Act.CreateUser)),
            (1, Gen.Const(Act.DeleteUser)), (6, Gen.Const(Act.Associate)), (3, Gen.Const(Act.Disassociate)),
            (1, Gen.Const(Act.Reopen))),
        Gen.Int[0, 11], Gen.Int[0, 2], Gen.Int[0, 1_000_000]).Array[1, 40];

    [Fact]
    public async Task The_store_and_its_naive_twin_tell_the_same() =>
        await Stories.SampleAsync(Tell, iter: 40, threads: 1);

    private static async Task Tell((Act Act, int Face, int User, int Seed)[] story)
    {
        await using var folder = await Made.FolderWithCollection();
        var twin = new Twin();
        foreach (var (act, face, user, seed) in story)
        {
            await Do(folder, twin, act, $"f{face}", $"u{user}", seed);
            await Compare(folder, twin, new Random(seed));
        }
    }

    private static async Task Do(Folder folder, Twin twin, Act act, string faceId, string userId, int seed)
    {
        switch (act)
        {
            case Act.Add:
                var vector = Made.Unit(new Random(seed), Dimension);
                await folder.Add(Made.Face(faceId, vector));
                twin.Faces.TryAdd(faceId, vector);
                break;
            case Act.Delete:
                await folder.Faces.Delete(Made.Staff, [faceId], Folder.Cancelled);
                _ = twin.Owner.ContainsKey(faceId) || twin.Faces.Remove(faceId);
                break;
            case Act.CreateUser:
                if (twin.Users.Add(userId))
                {
                    await folder.Users.Create(Made.Staff, userId, null, Folder.Now, Folder.Cancelled);
                }

                break;
            case Act.Reopen:
                await folder.Reopen();
                break;
            default:
                await DoWithUser(folder, twin, act, faceId, userId, seed);
                break;
        }
    }

    private static async Task DoWithUser(
        Folder folder, Twin twin, Act act, string faceId, string userId, int seed)
    {
        if (!twin.Users.Contains(userId))
        {
            await Assert.ThrowsAsync<UserNotFoundException>(
                () => folder.Users.Delete(Made.Staff, userId, null, Folder.Now, Folder.Cancelled));
            return;
        }

        var cosineMin = (float)((new Random(seed).NextDouble() * 1.2) - 1);
        if (act == Act.DeleteUser)
        {
            await folder.Users.Delete(Made.Staff, userId, null, Folder.Now, Folder.Cancelled);
            twin.Users.Remove(userId);
            foreach (var bound in twin.Owner.Where(pair => pair.Value == userId).ToList())
            {
                twin.Owner.Remove(bound.Key);
            }
        }
        else if (act == Act.Associate)
        {
            var expected = twin.Associate(faceId, userId, cosineMin);
            var association = await folder.Users.Associate(
                Made.Staff, userId, [faceId], cosineMin, null, Folder.Now, Folder.Cancelled);
            Assert.Equal(expected, association.Changed.Count == 1);
        }
        else
        {
            var association = await folder.Users.Disassociate(
                Made.Staff, userId, [faceId], null, Folder.Now, Folder.Cancelled);
            var expected = twin.Owner.GetValueOrDefault(faceId) == userId && twin.Owner.Remove(faceId);
            Assert.Equal(expected, association.Changed.Count == 1);
        }
    }

    private static async Task Compare(Folder folder, Twin twin, Random random)
    {
        var listed = await folder.Faces.List(Made.Staff, 0, 999, null, null, Folder.Cancelled);
        Assert.Equal(
            twin.Faces.Keys.Order().Select(id => (id, twin.Owner.GetValueOrDefault(id))),
            listed.OrderBy(face => face.FaceId).Select(face => (face.FaceId, face.UserId)));
        var described = await folder.Collections.Describe(Made.Staff, Folder.Cancelled);
        Assert.Equal((twin.Faces.Count, twin.Users.Count), (described.FaceCount, described.UserCount));

        var query = Made.Unit(random, Dimension);
        var cosineMin = (float)((random.NextDouble() * 2) - 1);
        var faces = await folder.Faces.Search(Made.Staff, query, 5, cosineMin, null, Folder.Cancelled);
        Twin.AssertNearest(
            twin.Faces, query, 5, cosineMin, [.. faces.Select(hit => (hit.Face.FaceId, hit.Cosine))]);
        var users = await folder.Users.Search(Made.Staff, query, 2, cosineMin, null, Folder.Cancelled);
        Twin.AssertNearest(
            twin.UserVectors(), query, 2, cosineMin, [.. users.Select(hit => (hit.UserId, hit.Cosine))]);
        Assert.All(users, hit => Assert.Equal(UserStatus.Active, hit.Status));
    }
}
