namespace StreamNer.Pipeline;

/// <summary>Tells a failure inside one document's own work from a failure of something that all documents share.</summary>
internal static class DocumentFault
{
    /// <summary>
    /// Whether the work on the document can be blamed. Never blamed: memory that ran out, a stop, a part that is down or was closed, and a program
    /// that lacks one of its parts.
    /// </summary>
    public static bool Is(Exception failure) => failure switch
    {
        OutOfMemoryException or OperationCanceledException or TransientFailureException or ObjectDisposedException => false,
        TypeLoadException or TypeInitializationException or BadImageFormatException => false,
        AggregateException many => many.InnerExceptions.All(Is),
        _ => true,
    };

    /// <summary>
    /// Runs work on one document alone. What fails is tried once more, and what fails again is given up as <see cref="FailureKind.Internal"/>.
    /// Failures that are not the document's pass through.
    /// </summary>
    /// <param name="state">What the work needs.</param>
    /// <param name="stage">The stage of the work, asked after the second failure.</param>
    /// <param name="work">The work; can be repeated. Static, so that nothing is allocated.</param>
    /// <param name="giveUp">The result of a document that is given up.</param>
    public static TResult Contain<TState, TResult>(
        TState state, Func<TState, FailureStage> stage, Func<TState, TResult> work, Func<TState, Failure, TResult> giveUp)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(giveUp);
        try
        {
            return work(state);
        }
        catch (Exception first) when (Is(first))
        {
            try
            {
                return work(state);
            }
            catch (Exception again) when (Is(again))
            {
                return giveUp(state, Quarantine(stage(state), again));
            }
        }
    }

    /// <summary>The rejection of a document whose work has failed twice at this stage, the second time by itself.</summary>
    private static Failure Quarantine(FailureStage stage, Exception failure) =>
        new(FailureKind.Internal, stage, Attempts: 2) { Exception = TypeOf(failure) };

    /// <summary>The exception's type with its namespace, and nothing that could hold text.</summary>
    public static string TypeOf(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (failure is AggregateException { InnerExceptions: [var only] }) return TypeOf(only);
        var type = failure.GetType();
        return (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name;
    }
}
