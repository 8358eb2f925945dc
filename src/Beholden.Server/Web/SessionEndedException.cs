using Beholden.Wire;

namespace Beholden.Server.Web;

/// <summary>The console's own refusal: nobody is signed in with this browser.</summary>
internal sealed class SessionEndedException(string message = SessionEndedException.Sentence)
    : ServiceException("SessionEndedException", StatusCodes.Status401Unauthorized, message)
{
    private const string Sentence = "Nobody is signed in here, or the session has ended. Sign in again.";
}
