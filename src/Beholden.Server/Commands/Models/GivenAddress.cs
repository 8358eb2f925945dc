using System.Net;
using System.Net.Sockets;
using Spectre.Console;

namespace Beholden.Server.Commands.Models;

/// <summary>Fetches a file from an address that the user gave, together with its hash.</summary>
internal static class GivenAddress
{
    // Where files are published, one or two redirects to where they are stored are usual.
    private const int RedirectsMax = 5;

    /// <summary>Writes the file to the target; the hash is checked by its caller.</summary>
    /// <exception cref="InstallException">Not reached, not answered with 200, or too long.</exception>
    public static async Task Fetch(
        Uri address, string target, bool showsProgress, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Limits.AddedDownloadMax);
        try
        {
            await (showsProgress
                ? AnsiConsole.Progress().StartAsync(context => Bar(context, address, target, patience.Token))
                : Download(address, target, _ => { }, _ => { }, patience.Token));
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new InstallException(
                $"{address.Host} took longer than {Limits.AddedDownloadMax.TotalMinutes:0} minutes.", e);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException
            or IOException { InnerException: SocketException })
        {
            throw new InstallException($"{address.Host} cannot be reached ({e.Message}).", e);
        }
    }

    private static Task Bar(
        ProgressContext context, Uri address, string target, CancellationToken cancellation)
    {
        var task = context.AddTask(Markup.Escape(address.Host));
        task.IsIndeterminate = true;
        return Download(
            address, target,
            bytes => (task.MaxValue, task.IsIndeterminate) = (bytes, false),
            count => task.Increment(count),
            cancellation);
    }

    /// <param name="total">Told the length, where the answer gives one.</param>
    private static async Task Download(
        Uri address, string target, Action<long> total, Action<int> progress, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler
        {
            // Never from https to http, says the handler; from this machine, nowhere.
            AllowAutoRedirect = address.Scheme == Uri.UriSchemeHttps,
            MaxAutomaticRedirections = RedirectsMax,
            ConnectTimeout = Limits.ConnectMax,
            UseProxy = !address.IsLoopback,
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var answer = await client.GetAsync(
            address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new InstallException($"{address.Host} answered {(int)answer.StatusCode}.");
        }

        var tooLong = $"{address.Host} sends more than {Limits.AddedBytesMax} bytes.";
        if (answer.Content.Headers.ContentLength is { } length)
        {
            total(length <= Limits.AddedBytesMax ? length : throw new InstallException(tooLong));
        }

        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await using var file = File.Create(target);
        await BoundedCopy.Copy(body, file, Limits.AddedBytesMax, tooLong, progress, cancellation);
    }
}
