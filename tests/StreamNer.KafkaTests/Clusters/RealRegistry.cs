using System.Diagnostics;
using System.Globalization;
using StreamNer.KafkaTests.Clusters;

[assembly: AssemblyFixture(typeof(RealRegistry))]

namespace StreamNer.KafkaTests.Clusters;

/// <summary>
/// A real schema registry for the tests of this assembly: the one at <c>STREAMNER_TEST_REGISTRY</c> (a URL), else one started by the
/// script named by <c>STREAMNER_TEST_REGISTRY_LAUNCHER</c>. Where there is none the test is skipped, saying so.
/// </summary>
public sealed class RealRegistry : IAsyncDisposable
{
    private static readonly string s_url = Environment.GetEnvironmentVariable("STREAMNER_TEST_REGISTRY") ?? "";
    private static readonly string s_launcher = Environment.GetEnvironmentVariable("STREAMNER_TEST_REGISTRY_LAUNCHER") ?? "";
    private readonly Lazy<Task<string?>> _url;
    private string? _folder;

    /// <summary>Starts nothing yet.</summary>
    public RealRegistry() => _url = new(Start);

    /// <summary>The URL, path included; the test is skipped where there is none.</summary>
    public async Task<Uri> Url()
    {
        var url = await _url.Value;
        Assert.SkipWhen(url is null, "no schema registry: set STREAMNER_TEST_REGISTRY or STREAMNER_TEST_REGISTRY_LAUNCHER");
        return new Uri(url!);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_folder is null) return;
        await Launcher.Run(s_launcher, ["stop", "--dir", _folder]);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string?> Start()
    {
        if (s_url.Length > 0) return s_url;
        if (s_launcher.Length == 0) return null;
        var folder = Directory.CreateTempSubdirectory("streamner-registry-").FullName;
        var output = await Launcher.Run(s_launcher, ["start", "--dir", folder]);
        _folder = folder;

        // Stops it when this process ends, however it ends.
        const string Watch = "exec > /dev/null 2>&1 < /dev/null; tail --pid=\"$1\" -f /dev/null; \"$2\" stop --dir \"$3\"";
        var owner = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Process.Start(new ProcessStartInfo("setsid",
            ["nohup", "bash", "-c", Watch, "-", owner, s_launcher, folder])
        { UseShellExecute = false })?.Dispose();
        return Launcher.Line(output, "REGISTRY_URL");
    }
}
