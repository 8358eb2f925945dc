using System.Text;
using Beholden.Oversight.Policy;
using Beholden.Store;

namespace Beholden.Server.Commands;

/// <summary>The access key of the first start, in the format of AWS's shared credentials file.</summary>
internal sealed record FirstKey(string AccessKeyId, string Secret, string CredentialsFile)
{
    /// <summary>Makes a key when the folder has none; null when it has one, revoked or not.</summary>
    public static async Task<FirstKey?> MakeWhenNone(ServerHost host, CancellationToken cancelled)
    {
        var keys = host.Room<KeyStore>();
        if ((await keys.List(cancelled)).Count > 0)
        {
            return null;
        }

        var purpose = host.Room<Governance>().Now.Profile.DefaultPurpose;
        var key = await keys.Create(
            "first start", OwnerKey.AccessKeyId, purpose, caseName: null,
            TimeProvider.System.GetUtcNow(), cancelled);
        var made = new FirstKey(key.Key.AccessKeyId, key.Secret, host.Settings.CredentialsFile);
        made.WriteFile();
        return made;
    }

    public string Introduction(Uri address)
    {
        var url = address.GetLeftPart(UriPartial.Authority);
        var region = ApiClient.RegionDefault;
        var quoted = CredentialsFile.Replace("'", @"'\''", StringComparison.Ordinal);
        var file = $"AWS_SHARED_CREDENTIALS_FILE='{quoted}'";
        var python = $"boto3.client('rekognition', endpoint_url='{url}', region_name='{region}')";
        var client = $$"""new r.Rekognition({ endpoint: '{{url}}', region: '{{region}}' })""";
        var script = "const r = require('@aws-sdk/client-rekognition'); "
            + $"{client}.listCollections({{}}).then(console.log)";
        return $$"""
            This is the first start: an access key was made. It is shown once, and kept in
            {{CredentialsFile}}
              aws_access_key_id = {{AccessKeyId}}
              aws_secret_access_key = {{Secret}}

            Try it, with the AWS CLI, boto3 or the AWS SDK for JavaScript:
            {{file}} aws rekognition list-collections --endpoint-url {{url}} --region {{region}}
            {{file}} python3 -c "import boto3; print({{python}}.list_collections())"
            {{file}} node -e "{{script}}"

            """;
    }

    private void WriteFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var file = new FileStream(CredentialsFile, options);
        file.Write(Encoding.UTF8.GetBytes(
            $"[default]\naws_access_key_id = {AccessKeyId}\naws_secret_access_key = {Secret}\n"));
    }
}
