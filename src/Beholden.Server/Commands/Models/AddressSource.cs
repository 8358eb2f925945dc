using System.Net;
using System.Net.Sockets;
using Beholden.Vision.Models;
using Spectre.Console;

namespace Beholden.Server.Commands.Models;

/// <summary>Fetches one file from an address; its hash is checked by the caller.</summary>
/// <param name="Label">What the progress bar is named.</param>
/// <param name="TooLong">The sentence for an answer of more than <paramref name="BytesMax"/> bytes.</param>
/// <param name="RedirectsMax">0 where whoever redirects is not the source that was pinned.</param>
internal sealed record AddressSource(
    Uri Address, string Label, long BytesMax, string TooLong, TimeSpan Longest, int RedirectsMax)
{
    // Where files are published, one or two redirects to where they are stored are usual.
    private const int RedirectsUsual = 5;

    /// <summary>A weight file that no package carries.</summary>
    public static AddressSource Pinned(ModelEntry model, Uri address) => new(
        address, model.File, model.Bytes, BoundedCopy.TooLong(model), Limits.DownloadMax, RedirectsMax: 0);

    /// <summary>An address that the user gave, together with its hash.</summary>
    public static AddressSource Given(Uri address) => new(
        address,
        address.Host,
        Limits.AddedBytesMax,
        $"{address.Host} sends more than {Limits.AddedBytesMax} bytes.",
        Limits.AddedDownloadMax,
        // From this machine, nowhere; from https never to http, says the handler.
        address.Scheme == Uri.UriSchemeHttps ? RedirectsUsual : 0);

    /// <exception cref="SourceUnreachableException">
    /// No answer, an answer that is not 200, or one that broke off; a sentence without its full stop.
    /// </exception>
    /// <exception cref="InstallException">The answer is too long.</exception>
    public async Task Fetch(string target, bool showsProgress, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Longest);
        try
        {
            await (showsProgress
                ? AnsiConsole.Progress().StartAsync(context => Bar(context, target, patience.Token))
                : Download(target, _ => { }, _ => { }, patience.Token));
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new SourceUnreachableException(
                $"{Address.Host} took longer than {Longest.TotalMinutes:0} minutes", e);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException
            or IOException { InnerException: SocketException })
        {
            throw new SourceUnreachableException($"{Address.Host} cannot be reached ({e.Message})", e);
        }
    }

    private Task Bar(ProgressContext context, string target, CancellationToken cancellation)
    {
        var task = context.AddTask(Markup.Escape(Label));
        task.IsIndeterminate = true;
        return Download(
            target,
            bytes => (task.MaxValue, task.IsIndeterminate) = (bytes, false),
            count => task.Increment(count),
            cancellation);
    }

    /// <param name="total">Told the length, where the answer gives one.</param>
    private async Task Download(
        string target, Action<long> total, Action<int> progress, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = RedirectsMax > 0,
            MaxAutomaticRedirections = Math.Max(1, RedirectsMax),
            ConnectTimeout = Limits.ConnectMax,
            UseProxy = !Address.IsLoopback,
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var answer = await client.GetAsync(
            Address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new SourceUnreachableException($"{Address.Host} answered {(int)answer.StatusCode}");
        }

        if (answer.Content.Headers.ContentLength is { } length)
        {
            total(length <= BytesMax ? length : throw new InstallException(TooLong));
        }

        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await using var file = File.Create(target);
        await BoundedCopy.Copy(body, file, BytesMax, TooLong, progress, cancellation);
    }
}
