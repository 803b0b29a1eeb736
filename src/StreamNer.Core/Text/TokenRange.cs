namespace StreamNer.Text;

/// <summary>A run of tokens of one text: the first one's index and how many.</summary>
public readonly record struct TokenRange(int First, int Count);
