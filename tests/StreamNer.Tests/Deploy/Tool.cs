using System.Diagnostics;
using StreamNer.Tests.Host;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Deploy;

/// <summary>Programs of others that judge our files: those in the folder <c>STREAMNER_TEST_TOOLS</c>, or along PATH. A test that lacks one is
/// skipped.</summary>
internal static class Tool
{
    /// <summary>How a run ended and what it said on both outputs.</summary>
    internal sealed record Result(int Code, string Output, string Error);

    /// <summary>The folder that a variable names; the test is skipped where it is not set.</summary>
    public static string Folder(string variable)
    {
        var folder = Environment.GetEnvironmentVariable(variable) ?? "";
        Assert.SkipWhen(folder.Length == 0, $"{variable} is not set");
        return folder;
    }

    /// <summary>A tool that is looked for in <c>STREAMNER_TEST_TOOLS</c>.</summary>
    public static Task<Result> Run(string name, string? input, params string[] arguments) =>
        Run(Path.Combine(Folder("STREAMNER_TEST_TOOLS"), name), Repository.Root, input, arguments);

    /// <summary>A tool along PATH, which Debian brings with <paramref name="package"/>.</summary>
    public static Task<Result> RunInstalled(string name, string package, params string[] arguments)
    {
        var program = Programs.OnPath(name);
        Assert.SkipWhen(program is null, $"{name} is not installed (Debian: {package})");
        return Run(program!, Repository.Root, null, arguments);
    }

    private static async Task<Result> Run(string program, string folder, string? input, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var kill = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        return new Result(process.ExitCode, await output, await error);
    }
}
