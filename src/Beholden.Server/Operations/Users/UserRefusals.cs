using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Operations.Users;

/// <summary>What the contract answers when the store refuses something about users.</summary>
internal static class UserRefusals
{
    /// <summary>Waits for the store, and says in the contract's words what it refused.</summary>
    public static async Task<T> Tell<T>(this Task<T> asked)
    {
        try
        {
            return await asked;
        }
        catch (UserNotFoundException missing)
        {
            throw new ResourceNotFoundException(missing.Message);
        }
        catch (UserExistsException exists)
        {
            throw new ConflictException(exists.Message);
        }
        catch (RequestTokenMismatchException mismatch)
        {
            throw new IdempotentParameterMismatchException(
                $"The ClientRequestToken: {mismatch.Token} you have supplied is already in use.");
        }
        catch (Exception full) when (full is TooManyFacesException or TooManyUsersException)
        {
            throw new ServiceQuotaExceededException(full.Message);
        }
    }

    /// <summary>As <see cref="Tell{T}"/>, for a change that answers nothing.</summary>
    public static Task Tell(this Task asked)
    {
        async Task<bool> Awaited()
        {
            await asked;
            return true;
        }

        return Awaited().Tell();
    }
}
