namespace StreamNer.Host.Knowledge;

/// <summary>A source or a base cannot be read; the message names the file and the reason, and quotes nothing of it.</summary>
internal sealed class KnowledgeFileException(string message, Exception? inner = null) : Exception(message, inner);
