namespace BilskyWeb.Core.Clinical.Facts;

/// <summary>One word of a coded vocabulary.</summary>
/// <param name="Value">What it means here.</param>
/// <param name="Code">What is stored and sent: stable, lower case, hyphens.</param>
/// <param name="Words">What a person reads.</param>
public sealed record Term<T>(T Value, string Code, string Words)
    where T : struct, Enum;

/// <summary>The one table of a coded vocabulary: every value of the enum once, in its order.</summary>
public sealed class Vocabulary<T>
    where T : struct, Enum
{
    private readonly Term<T>[] _terms;

    /// <exception cref="ArgumentException">A value is missing, out of order or twice, or two share a code: a fault in the table.</exception>
    public Vocabulary(params (T Value, string Code, string Words)[] terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        _terms = Array.ConvertAll(terms, t => new Term<T>(t.Value, t.Code, t.Words));
        if (!_terms.Select(t => t.Value).SequenceEqual(Enum.GetValues<T>()) || _terms.DistinctBy(t => t.Code).Count() != _terms.Length)
        {
            throw new ArgumentException($"The vocabulary of {typeof(T).Name} does not name every value once, in order, with a code of its own.", nameof(terms));
        }
    }

    /// <summary>All, in the order in which they are offered.</summary>
    public IReadOnlyList<Term<T>> Terms => _terms;

    /// <summary>The term of a value.</summary>
    public Term<T> this[T value] => _terms[Array.FindIndex(_terms, t => EqualityComparer<T>.Default.Equals(t.Value, value))];

    /// <summary>Reads a code as it is written; anything else, numbers and names of the enum among it, is null.</summary>
    public T? Find(string? code) => Array.Find(_terms, t => t.Code == code)?.Value;
}
