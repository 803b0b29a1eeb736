using System.Text;
using System.Text.Json;
using StreamNer.Diagnostics;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pipeline;
using StreamNer.Tests.Host;

namespace StreamNer.Tests.Pipeline;

/// <summary>What fails inside one document's own work is that document's end, and nobody else's.</summary>
public sealed class QuarantineTests
{
    [Fact]
    public void Only_the_failing_document_is_rejected()
    {
        using var pipeline = new SomePipeline(
            policyOf: document => document.Text == "Grace" ? throw new KeyNotFoundException("Grace") : PiiPolicy.Default);
        var outcomes = pipeline.Enrich(SomePipeline.Record("Ada"), SomePipeline.Record("Grace"), SomePipeline.Record("Paris"));
        Assert.IsType<Outcome.Enriched>(outcomes[0]);
        Assert.Equal(
            new Failure(FailureKind.Internal, FailureStage.Redact, 2) { Exception = "System.Collections.Generic.KeyNotFoundException" },
            Assert.IsType<Outcome.Rejected>(outcomes[1]).Failure);
        Assert.IsType<Outcome.Enriched>(outcomes[2]);
    }

    [Fact]
    public void What_fails_once_is_enriched_as_if_nothing_had_happened()
    {
        var asked = 0;
        using var pipeline = new SomePipeline(policyOf: _ => asked++ == 0 ? throw new InvalidOperationException() : PiiPolicy.Default);
        Assert.Equal("Ada, mail [EMAIL] in London.", pipeline.Enrich("Ada, mail ada@example.org in London.").Text);
    }

    [Theory]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(ObjectDisposedException))]
    [InlineData(typeof(DllNotFoundException))]
    public void What_is_not_the_documents_fault_ends_the_batch(Type type)
    {
        var failure = type == typeof(ObjectDisposedException) ? new ObjectDisposedException("model") : (Exception)Activator.CreateInstance(type)!;
        using var pipeline = new SomePipeline(policyOf: _ => throw failure);
        Assert.Same(failure, Assert.Throws(type, () => pipeline.Enrich("Ada")));
    }

    [Fact]
    public void The_type_of_an_exception_is_its_name_and_nothing_else()
    {
        Assert.Equal("System.ArithmeticException", DocumentFault.TypeOf(new ArithmeticException("secret")));
        Assert.Equal("System.FormatException", DocumentFault.TypeOf(new AggregateException("secret", new FormatException("secret"))));
        Assert.Equal("StreamNer.Tests.Pipeline.QuarantineTests+Odd`1", DocumentFault.TypeOf(new Odd<string>()));
    }

    [Theory]
    [InlineData("decode")]
    [InlineData("tokenise")]
    [InlineData("infer")]
    [InlineData("detect")]
    [InlineData("link")]
    [InlineData("redact")]
    public async Task Every_stage_of_the_program_contains_what_a_document_breaks(string stage)
    {
        var result = await ChildProgram.RunWith(
            Encoding.UTF8.GetBytes("Ada Lovelace\nthe Zyzzyx of Berlin\nParis\n"), [(Failpoint.Variable, $"{stage}:@Zyzzyx:fail=600")],
            "annotate", "-");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(3, result.Lines.Length);
        using var rejected = JsonDocument.Parse(result.Lines[1]);
        Assert.Equal(
            ("internal", stage, "System.InvalidOperationException"),
            (Text(rejected, "error"), Text(rejected, "stage"), Text(rejected, "exception")));
        Assert.DoesNotContain("error", result.Lines[0] + result.Lines[2], StringComparison.Ordinal);
        Assert.DoesNotContain("Zyzzyx", result.Output + result.Error, StringComparison.Ordinal);

        static string? Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString();
    }

    private sealed class Odd<T> : Exception;
}
