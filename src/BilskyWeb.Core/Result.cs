namespace BilskyWeb.Core;

/// <summary>An expected failure: a stable code for programs and a sentence that tells a person what to do.</summary>
/// <param name="Code">Stable, dotted, lower case: <c>study.not_found</c>.</param>
/// <param name="Message">What happened, what is safe, what to do. Holds no patient identifier.</param>
public abstract record Error(string Code, string Message);

/// <summary>The thing asked for does not exist, or the asker may not know that it does.</summary>
public abstract record NotFoundError(string Code, string Message) : Error(Code, Message);

/// <summary>The request is wrong in itself and will stay wrong.</summary>
public abstract record InvalidInputError(string Code, string Message) : Error(Code, Message);

/// <summary>The request is right but the present state does not allow it.</summary>
public abstract record ConflictError(string Code, string Message) : Error(Code, Message);

/// <summary>The asker is known and may not do this.</summary>
public abstract record ForbiddenError(string Code, string Message) : Error(Code, Message);

/// <summary>Something outside (archive, remote PACS) does not answer; trying again later may work.</summary>
public abstract record UnavailableError(string Code, string Message) : Error(Code, Message);

/// <summary>Either a value or an expected failure. Bugs are exceptions, never results.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>The failure, or null when there is a value.</summary>
    public Error? Error { get; }

    /// <summary>True when there is a value.</summary>
    public bool IsOk => Error is null;

    /// <summary>The value. Throws <see cref="InvalidOperationException"/> when the result is a failure.</summary>
    public T Value => Error is null ? _value! : throw new InvalidOperationException($"Result holds {Error.Code}: {Error.Message}");

    /// <summary>A result with a value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A result with a failure.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);

    /// <summary>Folds both cases into one value.</summary>
    public TOut Match<TOut>(Func<T, TOut> onValue, Func<Error, TOut> onError)
    {
        ArgumentNullException.ThrowIfNull(onValue);
        ArgumentNullException.ThrowIfNull(onError);
        return Error is null ? onValue(_value!) : onError(Error);
    }
}

/// <summary>The value of a use case that has nothing to return.</summary>
public readonly record struct Done;
