using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Beholden.Server.Web;

/// <summary>
/// <c>GET /console/…</c>: the built console, read once at the start and held in memory with a compressed copy
/// of what shrinks. An address of a view, which is no file, gets the one page.
/// </summary>
internal sealed class ConsoleFiles
{
    public const string Home = "/console/", Pattern = "/console/{**path}";

    private const string Page = "index.html";

    // Vite puts the hash of their content into the names of these.
    private const string Hashed = "assets/";

    // Everything comes from this server, and no script or style stands in a page. Pictures a user drops are
    // blobs, and one that the server made comes as data.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; "
        + "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; "
        + "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
        [".jpg"] = "image/jpeg",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".txt"] = "text/plain; charset=utf-8",
        [".woff2"] = "font/woff2",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, OneFile> files;

    /// <param name="folder">What <c>npm run build</c> in web/ made; may be absent.</param>
    public ConsoleFiles(string folder) => files = (Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        : [])
        .Where(file => Types.ContainsKey(Path.GetExtension(file)))
        .ToFrozenDictionary(
            file => Path.GetRelativePath(folder, file).Replace('\\', '/'),
            file => OneFile.Read(file, Types[Path.GetExtension(file)]));

    public bool IsBuilt => files.ContainsKey(Page);

    public async Task Answer(HttpContext http)
    {
        var path = (string?)http.Request.RouteValues["path"] ?? "";
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!files.TryGetValue(path, out var file)
            && (Path.HasExtension(path) || !files.TryGetValue(Page, out file)))
        {
            await Missing(http);
            return;
        }

        headers.CacheControl = path.StartsWith(Hashed, StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        headers.ETag = file.Tag;
        headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.IfNoneMatch == file.Tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await Write(http, file);
    }

    private static async Task Write(HttpContext http, OneFile file)
    {
        var isSmall = file.Compressed is not null
            && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
        var bytes = isSmall ? file.Compressed! : file.Bytes;
        if (isSmall)
        {
            http.Response.Headers.ContentEncoding = "gzip";
        }

        http.Response.ContentType = file.Type;
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        }
    }

    private Task Missing(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(
            IsBuilt
                ? "The console has no such file.\n"
                : "The console is not built. ./run builds it; --console names the folder it is in.\n",
            http.RequestAborted);
    }

    /// <param name="Tag">Strong: a hash of the bytes.</param>
    /// <param name="Compressed">As gzip; null where that is no smaller.</param>
    private sealed record OneFile(byte[] Bytes, byte[]? Compressed, string Type, string Tag)
    {
        public static OneFile Read(string path, string type)
        {
            var bytes = File.ReadAllBytes(path);
            using var held = new MemoryStream();
            using (var gzip = new GZipStream(held, CompressionLevel.SmallestSize, leaveOpen: true))
            {
                gzip.Write(bytes);
            }

            var compressed = held.Length < bytes.Length ? held.ToArray() : null;
            var tag = Convert.ToHexStringLower(SHA256.HashData(bytes)[..16]);
            return new(bytes, compressed, type, $"\"{tag}\"");
        }
    }
}
