namespace Beholden.Server.Operations;

/// <summary>One operation of the API: Read, See, Decide or Keep, Answer, in this order.</summary>
internal interface IOperation<in TRequest, TResponse>
{
    /// <exception cref="Wire.ServiceException">Anything that is the client's to mend.</exception>
    Task<TResponse> Run(TRequest request, Call call);
}
