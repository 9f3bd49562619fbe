namespace ActorScheduler.Machines;

/// <summary>
/// What exceptions of users say, for where it must be known: their messages are made by code, which may fail.
/// </summary>
internal static class ExceptionText
{
    /// <summary>The message; when there is none to be had, which exception it is.</summary>
    public static string MessageOf(Exception exception)
    {
        string? message;
        try
        {
            message = exception.Message;
        }
        catch (Exception)
        {
            message = null;
        }

        return message ?? $"an exception {exception.GetType().Name} that does not say what happened";
    }
}
