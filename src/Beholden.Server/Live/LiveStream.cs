using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Beholden.Oversight.Ledger;
using Beholden.Server.Say;
using Beholden.Wire;

namespace Beholden.Server.Live;

/// <summary>
/// One open socket. Frames come as binary messages and settings as text; of frames only the newest waits. It
/// ends with the session, when the rules no longer allow to look, and when nothing comes.
/// </summary>
/// <param name="streamId">By which a stop names it.</param>
/// <param name="caller">Who it is now.</param>
/// <exception cref="SessionEndedException">Of the caller: nobody is signed in any more.</exception>
internal sealed class LiveStream(
    WebSocket socket, string streamId, Func<Call> caller, LiveLook look, LiveSearches searches,
    Overseer overseer, Measures measures, Vision.Models.IFaceDetector detector, TimeProvider clock)
    : IDisposable
{
    private static readonly JsonElement NoInput = JsonSerializer.SerializeToElement(new { });

    private readonly Channel<LiveFrame> newest = Channel.CreateBounded<LiveFrame>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly SemaphoreSlim oneSend = new(1);
    private readonly Lock oneSetting = new();
    private LiveSettings settings = LiveSettings.Default;
    private LiveCounts counts;
    private long received, lastHeardAt;
    private Call? call;
    private LiveNames? names;

    /// <summary>Runs until one of the reasons to end.</summary>
    public async Task Run(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Volatile.Write(ref lastHeardAt, clock.GetTimestamp());
        call = Now(ending.Token);
        names = new(searches, clock, (search, refusal) => IdentifyingEnded(search, refusal, ending.Token));
        Task[] loops = [Hear(ending.Token), Answer(ending.Token), Watch(ending.Token)];
        try
        {
            await await Task.WhenAny(loops);
        }
        catch (ServiceException refusal)
        {
            await End(refusal, loops[0], ending.Token);
        }
        catch (LedgerUnwritableException)
        {
            await End(LedgerRoom.Unwritable(), loops[0], ending.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The browser went away, or the server stops: nobody is left to tell.
        }
        finally
        {
            await ending.CancelAsync();
            foreach (var loop in loops.Append(names.Ended))
            {
                await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Close();
    }

    public void Dispose() => oneSend.Dispose();

    private Call Now(CancellationToken cancelled) =>
        caller() with { Stream = streamId, Cancelled = cancelled };

    private async Task Hear(CancellationToken cancelled)
    {
        await Send(LiveMessages.Settings(streamId, settings), null, cancelled);
        var buffer = new byte[Limits.LiveFrameBytesMax];
        while (true)
        {
            var (type, length) = await Message(buffer, cancelled);
            Volatile.Write(ref lastHeardAt, clock.GetTimestamp());
            switch (type)
            {
                case WebSocketMessageType.Close:
                    return;
                case WebSocketMessageType.Binary:
                    newest.Writer.TryWrite(new(
                        ++received, buffer.AsSpan(0, length).ToArray(), Stopwatch.GetTimestamp()));
                    break;
                default:
                    await Set(buffer.AsMemory(0, length), cancelled);
                    break;
            }
        }
    }

    private async Task<(WebSocketMessageType Type, int Length)> Message(
        byte[] buffer, CancellationToken cancelled)
    {
        for (var length = 0; ;)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancelled);
            length += part.Count;
            if (part.EndOfMessage)
            {
                return (part.MessageType, length);
            }

            var lengthMax = part.MessageType == WebSocketMessageType.Text
                ? Limits.LiveSettingsBytesMax
                : buffer.Length - 1;
            if (length > lengthMax)
            {
                throw new RequestTooLargeException(
                    $"A frame has {Limits.LiveFrameBytesMax} bytes at most, and settings "
                    + $"{Limits.LiveSettingsBytesMax}.");
            }
        }
    }

    private async Task Set(ReadOnlyMemory<byte> message, CancellationToken cancelled)
    {
        try
        {
            var wanted = LiveSettings.Read(message);
            LiveSettings before;
            lock (oneSetting)
            {
                (before, settings) = (settings, wanted);
            }

            if (wanted.Search is null)
            {
                names!.End();
            }
            else if (wanted.Search != before.Search)
            {
                await names!.Begin(wanted.Search, call!);
            }

            await Send(LiveMessages.Settings(streamId, wanted), null, cancelled);
        }
        catch (ServiceException refusal)
        {
            names!.End();
            await IdentifyingEnded(settings.Search, refusal, cancelled);
        }
    }

    /// <param name="search">What was refused; another that was set meanwhile stays.</param>
    private async Task IdentifyingEnded(
        LiveSearch? search, ServiceException refusal, CancellationToken cancelled)
    {
        lock (oneSetting)
        {
            settings = settings.Search == search ? settings with { Search = null } : settings;
        }

        await Send(LiveMessages.Refusal(refusal, frame: null), null, cancelled);
        await Send(LiveMessages.Settings(streamId, settings), null, cancelled);
    }

    private async Task Answer(CancellationToken cancelled)
    {
        await foreach (var frame in newest.Reader.ReadAllAsync(cancelled))
        {
            try
            {
                await Answer(frame, cancelled);
            }
            catch (ServiceException refusal) when (refusal is InvalidImageFormatException
                or ImageTooLargeException or ThrottlingException)
            {
                counts = counts with { Refused = counts.Refused + 1 };
                await Send(LiveMessages.Refusal(refusal, frame.Number), null, cancelled);
            }
        }
    }

    private async Task Answer(LiveFrame frame, CancellationToken cancelled)
    {
        var (now, wanted) = (call!, Volatile.Read(ref settings));
        FrameSeen? seen = null;
        async Task<byte[]> See(Call decided)
        {
            seen = await look.See(frame, wanted.IsPrivate, decided.Cancelled);
            return [];
        }

        await measures.Of("DetectFaces", () => overseer.Run(
            "DetectFaces", NoInput, now, new HeaderDictionary(), See));
        counts = counts with
        {
            Analysed = counts.Analysed + 1,
            Tracks = counts.Tracks + seen!.Tracks.Count(track => track.IsJustConfirmed),
        };
        await names!.Consider(seen, now);
        await Send(
            () => LiveMessages.Frame(seen, detector, counts, names.Of), seen.Covered, cancelled);
    }

    private async Task Watch(CancellationToken cancelled)
    {
        using var timer = new PeriodicTimer(Limits.LiveCheckEvery, clock);
        while (await timer.WaitForNextTickAsync(cancelled))
        {
            call = Now(cancelled);
            await names!.Check();
            if (clock.GetElapsedTime(Volatile.Read(ref lastHeardAt)) > Limits.LiveIdle)
            {
                throw new ThrottlingException("No frame came for a minute, so the stream was ended.");
            }
        }
    }

    private Task Send(byte[] text, byte[]? picture, CancellationToken cancelled) =>
        Send(() => text, picture, cancelled);

    /// <param name="text">Made when its turn has come: names that ended meanwhile are not told.</param>
    /// <param name="picture">Follows as a binary message; null: none does.</param>
    private async Task Send(Func<byte[]> text, byte[]? picture, CancellationToken cancelled)
    {
        await oneSend.WaitAsync(cancelled);
        try
        {
            await socket.SendAsync(text(), WebSocketMessageType.Text, endOfMessage: true, cancelled);
            if (picture is not null)
            {
                await socket.SendAsync(picture, WebSocketMessageType.Binary, endOfMessage: true, cancelled);
            }
        }
        finally
        {
            oneSend.Release();
        }
    }

    /// <summary>Says why it ends.</summary>
    /// <param name="hearing">To cancel it would cut the connection, and the last word with it.</param>
    private async Task End(ServiceException refusal, Task hearing, CancellationToken cancelled)
    {
        using var late = new CancellationTokenSource(Limits.LiveCloseWait, clock);
        try
        {
            await Send(LiveMessages.Refusal(refusal, frame: null), null, late.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, refusal.Code, late.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // It went away by itself meanwhile.
        }

        await Task.WhenAny(hearing, Task.Delay(Limits.LiveCloseWait, clock, cancelled));
    }

    private async Task Close()
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var late = new CancellationTokenSource(Limits.LiveCloseWait, clock);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, late.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // It went away by itself meanwhile.
        }
    }
}
