using Beholden.Server.Leads;

namespace Beholden.Server.Operations;

/// <summary>
/// An operation that looks for one face among many. Beside the answer it gives what was found, since under a
/// purpose that asks for review the answer stays back.
/// </summary>
internal interface IIdentification<in TRequest, TResponse>
{
    /// <exception cref="Wire.ServiceException">Anything that is the client's to mend.</exception>
    Task<Identified<TResponse>> Run(TRequest request, Call call);
}
