using System.Net;
using System.Net.Sockets;
using Beholden.Vision.Models;
using Spectre.Console;

namespace Beholden.Server.Commands.Models;

/// <summary>Fetches a weight file that no package carries, from its pinned address.</summary>
internal static class PinnedSource
{
    /// <summary>Writes the file into the placement's folder; the hash is checked by its caller.</summary>
    /// <exception cref="SourceUnreachableException">
    /// No answer, an answer that is not 200, or one that broke off.
    /// </exception>
    /// <exception cref="InstallException">The answer is longer than the catalogue says.</exception>
    public static async Task Fetch(
        ModelEntry model, Uri address, string target, bool showsProgress, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Limits.DownloadMax);
        try
        {
            await (showsProgress
                ? AnsiConsole.Progress().StartAsync(c => Bar(c, model, address, target, patience.Token))
                : Download(model, address, target, _ => { }, patience.Token));
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new SourceUnreachableException(
                $"{address.Host} took longer than {Limits.DownloadMax.TotalMinutes:0} minutes", e);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException
            or IOException { InnerException: SocketException })
        {
            throw new SourceUnreachableException($"{address.Host} cannot be reached ({e.Message})", e);
        }
    }

    private static Task Bar(
        ProgressContext context, ModelEntry model, Uri address, string target, CancellationToken cancellation)
    {
        var task = context.AddTask(Markup.Escape(model.File), maxValue: model.Bytes);
        return Download(model, address, target, count => task.Increment(count), cancellation);
    }

    private static async Task Download(
        ModelEntry model, Uri address, string target, Action<int> progress, CancellationToken cancellation)
    {
        // A pinned address answers itself: whoever redirects is not the source that was pinned.
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = Limits.ConnectMax,
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var answer = await client.GetAsync(
            address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new SourceUnreachableException($"{address.Host} answered {(int)answer.StatusCode}");
        }

        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await using var file = File.Create(target);
        await BoundedCopy.Copy(body, file, model, progress, cancellation);
    }
}
