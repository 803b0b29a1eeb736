using System.Diagnostics;
using System.Text.Json.Nodes;

namespace StreamNer.Tests.Oracle;

/// <summary>The golden files again in a process of its own, with the host's ICU and without: nothing of the tokenizer may depend on it.</summary>
public sealed class TokenizerOracleTestsInOtherCultures
{
    // Set for the child: what it must find, so that a child in the wrong mode fails.
    private const string Expected = "STREAMNER_TEST_EXPECT_INVARIANT";

    [Fact]
    public void The_process_is_in_the_expected_globalisation_mode()
    {
        var expected = Environment.GetEnvironmentVariable(Expected) ?? "true";
        AppContext.TryGetSwitch("System.Globalization.Invariant", out var invariant);
        Assert.Equal(expected, invariant ? "true" : "false");
    }

    [Theory]
    [InlineData(true, "C")]
    [InlineData(false, "tr_TR.UTF-8")]
    public async Task The_golden_files_hold_in_a_process(bool invariant, string locale)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Expected) is not null, "this is the child process");
        var folder = Directory.CreateTempSubdirectory("streamner-icu-");
        try
        {
            var (exit, output) = await Run(invariant, locale, folder.FullName);
            Assert.SkipWhen(output.Contains("valid ICU package", StringComparison.Ordinal), "ICU (libicu) is not installed");
            Assert.True(exit == 0, output);
            Assert.Contains("Total: 5, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Exit, string Output)> Run(bool invariant, string locale, string folder)
    {
        var program = typeof(TokenizerOracleTestsInOtherCultures).Assembly.Location;
        var settings =
            JsonNode.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(program, ".runtimeconfig.json"), TestContext.Current.CancellationToken))!;
        settings["runtimeOptions"]!["configProperties"]!["System.Globalization.Invariant"] = invariant;
        var path = Path.Combine(folder, "child.runtimeconfig.json");
        await File.WriteAllTextAsync(path, settings.ToJsonString(), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Host())
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder
        };
        foreach (var argument in (string[])
        [
            "exec", "--runtimeconfig", path, "--depsfile", Path.ChangeExtension(program, ".deps.json"), program, "-noColor",
            "-method", $"{typeof(TokenizerOracleTests).FullName}.*",
            "-method", $"{typeof(TokenizerOracleTestsInOtherCultures).FullName}.{nameof(The_process_is_in_the_expected_globalisation_mode)}",
        ])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Expected] = invariant ? "true" : "false";
        start.Environment["LC_ALL"] = locale;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    // The runtime that runs this test: .../shared/Microsoft.NETCore.App/10.x/ lies in the host's folder.
    private static string Host()
    {
        var root = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        Assert.SkipUnless(File.Exists(host), $"no 'dotnet' in {root}");
        return host;
    }
}
