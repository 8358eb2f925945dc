namespace Beholden.Store;

/// <summary>The region has a collection of that name.</summary>
public sealed class CollectionExistsException(CollectionName name)
    : Exception($"The collection {name.Id} already exists in {name.Region}.");

/// <summary>The region has no collection of that name.</summary>
public sealed class CollectionNotFoundException(CollectionName name)
    : Exception($"There is no collection {name.Id} in {name.Region}.")
{
    public CollectionName Name => name;
}

/// <summary>The embedding and the collection's embeddings come from different models.</summary>
public sealed class EmbeddingContractMismatchException(string id, string expected, string given)
    : Exception($"The collection {id} holds embeddings of {expected}, not of {given}. "
        + "The two cannot be compared.");

/// <summary>The collection would hold more than <see cref="Limits.FacesPerCollectionMax"/> faces.</summary>
public sealed class CollectionFullException(string id)
    : Exception($"The collection {id} can hold no more than {Limits.FacesPerCollectionMax} faces.");

/// <summary>The collection would hold more than <see cref="Limits.UsersPerCollectionMax"/> users.</summary>
public sealed class TooManyUsersException(string id)
    : Exception($"The collection {id} can hold no more than {Limits.UsersPerCollectionMax} users.");

/// <summary>The collection would have more than <see cref="Limits.TagsMax"/> tags.</summary>
public sealed class TooManyTagsException(string id)
    : Exception($"The collection {id} can have no more than {Limits.TagsMax} tags.");

/// <summary>The collection has a user of that id.</summary>
public sealed class UserExistsException(string userId) : Exception($"The user {userId} already exists.");

/// <summary>The collection has no user of that id.</summary>
public sealed class UserNotFoundException(string userId) : Exception($"There is no user {userId}.");

/// <summary>The user would have more than <see cref="Limits.FacesPerUserMax"/> faces.</summary>
public sealed class TooManyFacesException(string userId)
    : Exception($"The user {userId} can have no more than {Limits.FacesPerUserMax} faces.");

/// <summary>More than <see cref="Limits.FacesPerPersonMax"/> faces go by that name.</summary>
public sealed class TooManyOfPersonException()
    : Exception($"More than {Limits.FacesPerPersonMax} faces go by that name: name them by their ids.");

/// <summary>The request token was used, in the last seven days, with another input.</summary>
public sealed class RequestTokenMismatchException(string token)
    : Exception($"The request token {token} was used with another input.")
{
    public string Token => token;
}

/// <summary>The folder has <see cref="Limits.AccessKeysMax"/> access keys.</summary>
public sealed class TooManyAccessKeysException()
    : Exception($"A data folder can have no more than {Limits.AccessKeysMax} access keys.");

/// <summary>More leads wait for people to judge them than the caller allows.</summary>
public sealed class TooManyLeadsException(int openMax)
    : Exception($"{openMax} leads wait for review already; no more are made until some are judged.");

/// <summary>Another process has the data folder open.</summary>
public sealed class FolderLockedException(string folder, Exception cause)
    : Exception($"The data folder {folder} is in use by another process. Stop that one, or use another "
        + "folder.", cause);

/// <summary>The folder's secret file is missing or damaged, or is another folder's.</summary>
public sealed class FolderSecretException(string message) : Exception(message);

/// <summary>The folder's file of keys is missing or damaged, or is another folder's.</summary>
public sealed class KeySlotsException(string message) : Exception(message);

/// <summary>A backup cannot be made, or is none that this folder can take back.</summary>
public sealed class BackupException(string message) : Exception(message);

/// <summary>The database was written by a newer version of this program.</summary>
public sealed class SchemaTooNewException(string path, int found, int known)
    : Exception($"The database {path} has schema version {found}, and this program knows versions up to "
        + $"{known}. Use the newer program that wrote it.");

/// <summary>The source has no such object.</summary>
public sealed class ObjectNotFoundException(string bucket, string name)
    : Exception($"There is no object {name} in the bucket {bucket}.");

/// <summary>The object is larger than the caller takes.</summary>
public sealed class ObjectTooLargeException(string bucket, string name, long bytesMax)
    : Exception($"The object {name} in the bucket {bucket} has more than {bytesMax} bytes.");

/// <summary>The object cannot be read: no permission, no connection, a broken answer.</summary>
public sealed class ObjectUnreadableException(string bucket, string name, Exception cause)
    : Exception($"The object {name} in the bucket {bucket} cannot be read.", cause);
