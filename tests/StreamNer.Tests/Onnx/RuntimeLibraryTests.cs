using System.Diagnostics;
using StreamNer.Onnx;

namespace StreamNer.Tests.Onnx;

/// <summary>Without ONNX Runtime's native library the program says so in a sentence.</summary>
public sealed class RuntimeLibraryTests
{
    private static readonly Exception s_failure = new TypeInitializationException(
        "NativeMethods", new DllNotFoundException("Unable to load shared library 'onnxruntime'.\n/a/path: no such file"));

    [Theory]
    [InlineData("linux-musl-x64")]
    [InlineData("alpine.3.22-arm64")]
    public void A_system_with_musl_is_refused_by_name(string runtime) =>
        Assert.Equal(
            $"ONNX Runtime has no build for this system ({runtime}), whose C library is musl. Use a system with glibc, such as Debian.",
            RuntimeLibrary.Refusal(runtime, s_failure));

    [Fact]
    public void Elsewhere_the_loader_says_what_is_missing_without_its_list_of_paths() =>
        Assert.Equal(
            "ONNX Runtime's native library cannot be loaded on this system (linux-x64): Unable to load shared library 'onnxruntime'. "
            + "It comes with the package Microsoft.ML.OnnxRuntime.",
            RuntimeLibrary.Refusal("linux-x64", s_failure));

    [Fact]
    public async Task A_program_without_the_library_ends_with_one_line_and_exit_code_2()
    {
        using var folder = new TemporaryDirectory();
        // Native libraries lie in runtimes/, which stays behind.
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory)) File.Copy(file, folder.File(Path.GetFileName(file)));
        File.CreateSymbolicLink(folder.File("models"), Path.Combine(AppContext.BaseDirectory, "models"));

        var start = new ProcessStartInfo(folder.File("streamner"), ["annotate"]) { UseShellExecute = false, WorkingDirectory = folder.Path };
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var program = Process.Start(start)!;
        program.StandardInput.Close();
        var output = program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Matches("^[^\n]*ONNX Runtime's native library cannot be loaded on this system [^\n]*\n$", error);
        Assert.Equal((2, ""), (program.ExitCode, await output));
    }
}
