using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf.Reflection;
using StreamNer.Kafka.Registry;
using StreamNer.KafkaTests.Clusters;

[assembly: AssemblyFixture(typeof(JavaScriptClient))]

namespace StreamNer.KafkaTests.Clusters;

/// <summary>
/// The official JavaScript client of the schema registry, installed by npm into the user's cache when the first test asks. Where Node.js, npm or
/// the package cannot be had the test is skipped, saying so.
/// </summary>
public sealed class JavaScriptClient
{
    private static readonly string s_source = Path.Combine(AppContext.BaseDirectory, "JavaScript");
    private readonly Lazy<Task<(string? Folder, string? Absent)>> _installed = new(Install);

    /// <summary>What the official serialiser makes of a message given in Protobuf's JSON form; it registers the schema itself.</summary>
    public async Task<byte[]> Serialize(Uri registry, string topic, MessageDescriptor type, string messageJson)
    {
        var answer =
            await Run(new
            {
                command = "serialize",
                url = registry.AbsoluteUri,
                topic,
                files = Files(type),
                type = type.FullName,
                message = JsonSerializer.Deserialize<JsonElement>(messageJson)
            });
        return answer.GetProperty("value").GetBytesFromBase64();
    }

    /// <summary>What the official deserialiser, which knows the schema from the registry alone, makes of a value: the message in Protobuf's JSON
    /// form.</summary>
    public async Task<JsonElement> Deserialize(Uri registry, string topic, MessageDescriptor type, byte[] value)
    {
        var answer =
            await Run(new { command = "deserialize", url = registry.AbsoluteUri, topic, files = Files(type), value = Convert.ToBase64String(value) });
        Assert.Equal(type.FullName, answer.GetProperty("type").GetString());
        return answer.GetProperty("message");
    }

    private static string[] Files(MessageDescriptor type) => [SchemaRegistry.Base64(type.File)];

    private async Task<JsonElement> Run(object command)
    {
        var (folder, absent) = await _installed.Value;
        Assert.SkipWhen(folder is null, absent ?? "");
        var output = await Launcher.Run("node", ["serde.mjs"], TimeSpan.FromMinutes(1), folder, JsonSerializer.Serialize(command));
        return JsonSerializer.Deserialize<JsonElement>(output);
    }

    private static async Task<(string? Folder, string? Absent)> Install()
    {
        var version = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(s_source, "package.json"))))[..12];
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cache, "streamner", $"registry-client-{version}");
        if (await Launcher.Try("node", "--version") is not null)
            return (null, "no Node.js: install node to check against the official registry client");
        if (!Directory.Exists(folder))
        {
            if (await Launcher.Try("npm", "--version") is not null)
                return (null, "no npm: install npm to check against the official registry client");
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            var fresh = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}").FullName;
            try
            {
                File.Copy(Path.Combine(s_source, "package.json"), Path.Combine(fresh, "package.json"));
                await Launcher.Run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], TimeSpan.FromMinutes(5), fresh);
                if (!Directory.Exists(folder)) Directory.Move(fresh, folder);
            }
            catch (InvalidOperationException e)
            {
                return (null, $"npm cannot install the official registry client: {e.Message.Split('\n')[0]}");
            }
            finally
            {
                if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
            }
        }

        File.Copy(Path.Combine(s_source, "serde.mjs"), Path.Combine(folder, "serde.mjs"), overwrite: true);
        return (folder, null);
    }
}
