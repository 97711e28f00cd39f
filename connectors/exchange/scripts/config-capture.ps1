# Configuration of mailboxes and of a tenant's own objects as flat records; who is named in a right is resolved to a Guid.
param([string]$RequestFile)
. "$PSScriptRoot\common.ps1"

$script:Principals = @{}
$script:Classes = [ordered]@{}

function Get-Class([string]$Name) {
    if (-not $script:Classes.Contains($Name)) {
        $script:Classes[$Name] = [pscustomobject]@{ class = $Name; records = (New-Object Collections.ArrayList); errors = (New-Object Collections.ArrayList) }
    }
    return $script:Classes[$Name]
}

# Sizes as digits, times in UTC, 64-bit numbers and everything else that is not plain as text.
function ConvertTo-Value($Value, [int]$Depth = 0) {
    if ($null -eq $Value) { return $null }
    if ($Value -is [bool]) { return [bool]$Value }
    if ($Value -is [int]) { return [int]$Value }
    if ($Value -is [datetime]) { return (ConvertTo-Instant $Value) }
    if ($Value -is [byte[]]) { return [Convert]::ToBase64String($Value) }
    if ($Value -isnot [string] -and $Value -is [Collections.IEnumerable] -and $Depth -eq 0) {
        $list = @(foreach ($one in $Value) { if ($null -ne $one) { [string](ConvertTo-Value $one 1) } })
        return , $list
    }
    $text = [string]$Value
    if ($text -match '^[^()]* [A-Z]?B \(') {
        $size = ConvertTo-ByteCount $text
        if ($null -ne $size) { return [string]$size }
    }
    return (Limit-Text $text 60000)
}

# Exactly one recipient, or nobody: an ambiguous display name is nobody's right. Known recipients go by their address, which a replay can use.
function Resolve-Principal([string]$Text, [string]$Identity) {
    if (-not $script:Principals.ContainsKey($Identity)) {
        $trustee = [pscustomobject]@{ name = (Limit-Text $Text 1000); guid = $null }
        try {
            $found = @()
            if ($Identity.Trim() -ne '' -and -not $Identity.Contains('*')) { $found = @(Get-Recipient -Identity $Identity -ResultSize 2) }
            if ($found.Count -eq 1) {
                $trustee.guid = ConvertTo-GuidText (Get-Prop $found[0] 'Guid')
                $address = [string](Get-Prop $found[0] 'PrimarySmtpAddress')
                if ($address -ne '') { $trustee.name = Limit-Text $address 1000 }
            }
        } catch { $trustee.guid = $null }
        $script:Principals[$Identity] = $trustee
    }
    return $script:Principals[$Identity]
}

function ConvertTo-Trustee($Values) {
    foreach ($one in @($Values)) {
        if ($null -eq $one -or ([string]$one).Trim() -eq '') { continue }
        $text = [string]$one
        # An address in a rule: "Name" [EX:/o=...] or "Name" [SMTP:a@b]
        $identity = $text
        if ($text -match '\[(?:EX|SMTP):([^\]]+)\]\s*$') { $identity = $Matches[1] }
        Resolve-Principal $text $identity
    }
}

function Add-Record([string]$Class, $Mailbox, $Object, [string]$Id, [string]$Name, [string[]]$Values, [string[]]$Trustees) {
    $flat = [ordered]@{}
    foreach ($property in @($Values | Where-Object { $_ })) {
        # Not through Get-Prop: a list of one must stay a list.
        $found = $Object.PSObject.Properties[$property]
        if ($null -ne $found -and $null -ne $found.Value) { $flat[$property] = ConvertTo-Value $found.Value }
    }
    $roles = [ordered]@{}
    foreach ($property in @($Trustees | Where-Object { $_ })) {
        $list = @(ConvertTo-Trustee (Get-Prop $Object $property))
        if ($list.Count -gt 0) { $roles[$property] = $list }
    }
    $null = (Get-Class $Class).records.Add([pscustomobject]@{
            mailbox = $Mailbox; id = (Limit-Text $Id); name = (Limit-Text $Name); values = [pscustomobject]$flat; trustees = [pscustomobject]$roles
        })
}

# One class of one mailbox: an error is noted and the next class goes on.
function Invoke-Class([string]$Class, [string]$Subject, [scriptblock]$Work) {
    $null = Get-Class $Class
    try { & $Work } catch {
        $failure = ConvertTo-Failure $_
        $null = (Get-Class $Class).errors.Add((Limit-Text "$($Subject): $($failure.type): $($failure.message)" 2000))
    }
}

$mailboxValues = @('Alias', 'DisplayName', 'UserPrincipalName', 'SamAccountName', 'PrimarySmtpAddress', 'EmailAddresses', 'EmailAddressPolicyEnabled', 'LegacyExchangeDN', 'RecipientTypeDetails', 'ResourceCapacity', 'ResourceCustom', 'ArchiveState', 'ArchiveName', 'ArchiveQuota', 'ArchiveWarningQuota', 'AddressBookPolicy', 'RetentionPolicy', 'RoleAssignmentPolicy', 'SharingPolicy', 'ForwardingSmtpAddress', 'DeliverToMailboxAndForward', 'RequireSenderAuthenticationEnabled', 'MaxSendSize', 'MaxReceiveSize', 'IssueWarningQuota', 'ProhibitSendQuota', 'ProhibitSendReceiveQuota', 'UseDatabaseQuotaDefaults', 'RecoverableItemsQuota', 'RecoverableItemsWarningQuota', 'RetainDeletedItemsFor', 'SingleItemRecoveryEnabled', 'LitigationHoldEnabled', 'LitigationHoldDate', 'LitigationHoldDuration', 'InPlaceHolds', 'RetentionHoldEnabled', 'RetentionComment', 'HiddenFromAddressListsEnabled', 'MailTip', 'Languages', 'MessageCopyForSentAsEnabled', 'MessageCopyForSendOnBehalfEnabled', 'AuditEnabled', 'AuditOwner', 'AuditDelegate', 'AuditAdmin', 'WhenMailboxCreated', 'WhenChangedUTC', 'AccountDisabled') + @(1..15 | ForEach-Object { "CustomAttribute$_" }) + @(1..5 | ForEach-Object { "ExtensionCustomAttribute$_" })
$restrictions = @('GrantSendOnBehalfTo', 'AcceptMessagesOnlyFromSendersOrMembers', 'RejectMessagesFromSendersOrMembers')
$userValues = @('FirstName', 'LastName', 'Initials', 'Title', 'Department', 'Company', 'Office', 'Phone', 'MobilePhone', 'Fax', 'StreetAddress', 'City', 'PostalCode', 'StateOrProvince', 'CountryOrRegion', 'Notes', 'WebPage')
$casValues = @('OWAEnabled', 'EwsEnabled', 'ActiveSyncEnabled', 'PopEnabled', 'ImapEnabled', 'MAPIEnabled', 'OwaMailboxPolicy', 'ActiveSyncMailboxPolicy', 'ActiveSyncAllowedDeviceIDs', 'ActiveSyncBlockedDeviceIDs')
$groupValues = @('Alias', 'DisplayName', 'GroupType', 'RecipientTypeDetails', 'PrimarySmtpAddress', 'EmailAddresses', 'EmailAddressPolicyEnabled', 'LegacyExchangeDN', 'MemberJoinRestriction', 'MemberDepartRestriction', 'ModerationEnabled', 'SendModerationNotifications', 'RequireSenderAuthenticationEnabled', 'HiddenFromAddressListsEnabled', 'MailTip', 'MaxSendSize', 'MaxReceiveSize', 'ReportToManagerEnabled', 'ReportToOriginatorEnabled', 'SendOofMessageToOriginatorEnabled', 'CustomAttribute1')
$ruleValues = @('Enabled', 'Priority', 'Description', 'RuleIdentity', 'StopProcessingRules', 'SubjectContainsWords', 'SubjectOrBodyContainsWords', 'BodyContainsWords', 'FromAddressContainsWords', 'RecipientAddressContainsWords', 'HeaderContainsWords', 'HasAttachment', 'MyNameInToBox', 'MyNameInCcBox', 'MyNameInToOrCcBox', 'MyNameNotInToBox', 'SentOnlyToMe', 'ReceivedAfterDate', 'ReceivedBeforeDate', 'WithImportance', 'WithSensitivity', 'WithinSizeRangeMinimum', 'WithinSizeRangeMaximum', 'MessageTypeMatches', 'FlaggedForAction', 'MoveToFolder', 'CopyToFolder', 'DeleteMessage', 'SoftDeleteMessage', 'MarkAsRead', 'MarkImportance', 'ApplyCategory', 'ExceptIfSubjectContainsWords', 'ExceptIfBodyContainsWords', 'InError')
$ruleTrustees = @('From', 'SentTo', 'ForwardTo', 'ForwardAsAttachmentTo', 'RedirectTo', 'ExceptIfFrom')

# Folders whose rights people share; one call each, so not every folder.
$sharedFolders = @('Root', 'Inbox', 'Calendar', 'Contacts', 'Tasks', 'SentItems')

function Add-Whole([string]$Class, [string]$Owner, $Object, [string[]]$Skip) {
    $names = @($Object.PSObject.Properties | ForEach-Object { $_.Name } | Where-Object { $_ -notin (@('Identity', 'MailboxOwnerId', 'IsValid', 'ObjectState', 'PSComputerName', 'RunspaceId', 'PSShowComputerName', 'SerializationData') + @($Skip)) })
    Add-Record $Class $Owner $Object $Owner $Class $names @()
}

function Save-Mailbox([string]$ExchangeGuid) {
    $mailbox = Find-Mailbox $ExchangeGuid
    $id = [string](Get-Prop $mailbox 'Guid')
    Invoke-Class 'mailbox' $ExchangeGuid { Add-Record 'mailbox' $ExchangeGuid $mailbox $id ([string](Get-Prop $mailbox 'DisplayName')) $mailboxValues ($restrictions + @('ForwardingAddress')) }
    Invoke-Class 'user' $ExchangeGuid { foreach ($one in @(Get-User -Identity $id)) { Add-Record 'user' $ExchangeGuid $one $id ([string](Get-Prop $one 'DisplayName')) $userValues @('Manager') } }
    Invoke-Class 'casMailbox' $ExchangeGuid { foreach ($one in @(Get-CASMailbox -Identity $id)) { Add-Record 'casMailbox' $ExchangeGuid $one $id '' $casValues @() } }
    Invoke-Class 'mailboxPermission' $ExchangeGuid {
        foreach ($one in @(Get-MailboxPermission -Identity $id)) {
            if ([bool](Get-Prop $one 'IsInherited') -or [string](Get-Prop $one 'User') -eq 'NT AUTHORITY\SELF') { continue }
            Add-Record 'mailboxPermission' $ExchangeGuid $one $id '' @('AccessRights', 'Deny', 'InheritanceType') @('User')
        }
    }
    Invoke-Class 'sendAs' $ExchangeGuid {
        foreach ($one in @(Get-ADPermission -Identity ([string](Get-Prop $mailbox 'DistinguishedName')))) {
            $rights = @(@(Get-Prop $one 'ExtendedRights') | ForEach-Object { [string]$_ })
            if ([bool](Get-Prop $one 'IsInherited') -or [string](Get-Prop $one 'User') -eq 'NT AUTHORITY\SELF' -or $rights -notcontains 'Send-As') { continue }
            Add-Record 'sendAs' $ExchangeGuid $one $id '' @('Deny') @('User')
        }
    }
    Invoke-Class 'folderPermission' $ExchangeGuid {
        foreach ($folder in @(Get-MailboxFolderStatistics -Identity $id | Where-Object { [string](Get-Prop $_ 'FolderType') -in $sharedFolders })) {
            $path = ([string](Get-Prop $folder 'FolderPath')).Replace('/', '\').Replace([string][char]63743, '/')
            if ([string](Get-Prop $folder 'FolderType') -eq 'Root') { $path = '\' }
            foreach ($one in @(Get-MailboxFolderPermission -Identity "${id}:$path")) {
                $user = Get-Prop $one 'User'
                $rights = @(@(Get-Prop $one 'AccessRights') | ForEach-Object { [string]$_ })
                $plain = [string]$user -in @('Default', 'Anonymous')
                if ($plain -and [string]$rights[0] -eq 'None') { continue }
                $flat = [pscustomobject]@{ Folder = $path; AccessRights = $rights; SharingPermissionFlags = [string](Get-Prop $one 'SharingPermissionFlags'); Standard = $(if ($plain) { [string]$user } else { $null }); User = $(if ($plain) { $null } else { $user }) }
                $recipient = Get-Prop $user 'ADRecipient'
                if (-not $plain -and $null -ne $recipient -and [string]$recipient -ne '') { $flat.User = $recipient }
                Add-Record 'folderPermission' $ExchangeGuid $flat $id $path @('Folder', 'AccessRights', 'SharingPermissionFlags', 'Standard') @('User')
            }
        }
    }
    Invoke-Class 'inboxRule' $ExchangeGuid { foreach ($one in @(Get-InboxRule -Mailbox $id -IncludeHidden)) { Add-Record 'inboxRule' $ExchangeGuid $one ([string](Get-Prop $one 'RuleIdentity')) ([string](Get-Prop $one 'Name')) $ruleValues $ruleTrustees } }
    Invoke-Class 'autoReply' $ExchangeGuid { foreach ($one in @(Get-MailboxAutoReplyConfiguration -Identity $id)) { Add-Whole 'autoReply' $ExchangeGuid $one @() } }
    Invoke-Class 'messageConfiguration' $ExchangeGuid { foreach ($one in @(Get-MailboxMessageConfiguration -Identity $id)) { Add-Whole 'messageConfiguration' $ExchangeGuid $one @() } }
    Invoke-Class 'regional' $ExchangeGuid { foreach ($one in @(Get-MailboxRegionalConfiguration -Identity $id)) { Add-Whole 'regional' $ExchangeGuid $one @() } }
    Invoke-Class 'calendarConfiguration' $ExchangeGuid { foreach ($one in @(Get-MailboxCalendarConfiguration -Identity $id)) { Add-Whole 'calendarConfiguration' $ExchangeGuid $one @() } }
    Invoke-Class 'junkEmail' $ExchangeGuid { foreach ($one in @(Get-MailboxJunkEmailConfiguration -Identity $id)) { Add-Whole 'junkEmail' $ExchangeGuid $one @() } }
    Invoke-Class 'mobileDevice' $ExchangeGuid { foreach ($one in @(Get-MobileDevice -Mailbox $id)) { Add-Record 'mobileDevice' $ExchangeGuid $one ([string](Get-Prop $one 'DeviceId')) ([string](Get-Prop $one 'FriendlyName')) @('DeviceId', 'DeviceType', 'DeviceModel', 'DeviceOS', 'FirstSyncTime', 'DeviceAccessState', 'ClientType') @() } }
    if ([string](Get-Prop $mailbox 'RecipientTypeDetails') -in @('RoomMailbox', 'EquipmentMailbox')) {
        Invoke-Class 'calendarProcessing' $ExchangeGuid {
            foreach ($one in @(Get-CalendarProcessing -Identity $id)) {
                $people = @('ResourceDelegates', 'BookInPolicy', 'RequestInPolicy', 'RequestOutOfPolicy')
                $names = @($one.PSObject.Properties | ForEach-Object { $_.Name } | Where-Object { $_ -notin (@('Identity', 'MailboxOwnerId', 'IsValid', 'ObjectState', 'PSComputerName', 'RunspaceId', 'PSShowComputerName', 'SerializationData') + $people) })
                Add-Record 'calendarProcessing' $ExchangeGuid $one $id '' $names $people
            }
        }
    }
}

# Objects in the unit whose CustomAttribute1 is the tenant's or empty: another tenant's object in the wrong unit is not handed over.
function Test-Own($Object, $Tenant) {
    $attribute = [string](Get-Prop $Object 'CustomAttribute1')
    return ($attribute -eq '' -or $attribute -eq [string]$Tenant.customAttribute1)
}

function Save-Tenant($Tenant) {
    $unit = [string]$Tenant.organizationalUnit
    $own = { Test-Own $_ $Tenant }
    Invoke-Class 'distributionGroup' 'tenant' {
        foreach ($one in @(Get-DistributionGroup -OrganizationalUnit $unit -ResultSize Unlimited | Where-Object $own)) {
            $id = [string](Get-Prop $one 'Guid')
            Add-Record 'distributionGroup' $null $one $id ([string](Get-Prop $one 'Name')) $groupValues (@('ManagedBy', 'ModeratedBy', 'BypassModerationFromSendersOrMembers') + $restrictions)
            Invoke-Class 'distributionGroupMember' $id {
                $members = @(Get-DistributionGroupMember -Identity $id -ResultSize Unlimited | ForEach-Object { [string](Get-Prop $_ 'Guid') })
                $holder = [pscustomobject]@{ Member = $members }
                Add-Record 'distributionGroupMember' $null $holder $id ([string](Get-Prop $one 'Name')) @() @('Member')
            }
        }
    }
    Invoke-Class 'dynamicDistributionGroup' 'tenant' {
        foreach ($one in @(Get-DynamicDistributionGroup -OrganizationalUnit $unit -ResultSize Unlimited | Where-Object $own)) {
            $filter = [string](Get-Prop $one 'RecipientFilter')
            $members = @(Get-Recipient -RecipientPreviewFilter $filter -OrganizationalUnit ([string](Get-Prop $one 'RecipientContainer')) -ResultSize Unlimited | ForEach-Object { [string](Get-Prop $_ 'Guid') })
            $one | Add-Member -NotePropertyName 'MemberToday' -NotePropertyValue $members -Force
            Add-Record 'dynamicDistributionGroup' $null $one ([string](Get-Prop $one 'Guid')) ([string](Get-Prop $one 'Name')) ($groupValues + @('RecipientFilter', 'LdapRecipientFilter', 'IncludedRecipients')) @('ManagedBy', 'MemberToday')
        }
    }
    Invoke-Class 'mailContact' 'tenant' {
        foreach ($one in @(Get-MailContact -OrganizationalUnit $unit -ResultSize Unlimited | Where-Object $own)) { Add-Record 'mailContact' $null $one ([string](Get-Prop $one 'Guid')) ([string](Get-Prop $one 'Name')) ($groupValues + @('ExternalEmailAddress')) $restrictions }
    }
    Invoke-Class 'mailUser' 'tenant' {
        foreach ($one in @(Get-MailUser -OrganizationalUnit $unit -ResultSize Unlimited | Where-Object $own)) { Add-Record 'mailUser' $null $one ([string](Get-Prop $one 'Guid')) ([string](Get-Prop $one 'Name')) ($groupValues + @('ExternalEmailAddress', 'UserPrincipalName')) $restrictions }
    }
    Invoke-Class 'acceptedDomain' 'tenant' {
        $domains = @(@($Tenant.domains) | ForEach-Object { ([string]$_).ToLowerInvariant() })
        foreach ($one in @(Get-AcceptedDomain)) {
            $name = ([string](Get-Prop $one 'DomainName')).ToLowerInvariant()
            if ($domains -contains $name) { Add-Record 'acceptedDomain' $null $one ([string](Get-Prop $one 'Guid')) $name @('DomainName', 'DomainType', 'MatchSubDomains', 'AddressBookEnabled') @() }
        }
    }
    Invoke-Class 'emailAddressPolicy' 'tenant' {
        foreach ($one in @(Get-EmailAddressPolicy)) {
            $container = Resolve-Container (Get-Prop $one 'RecipientContainer')
            if ($container -ne $unit) { continue }
            Add-Record 'emailAddressPolicy' $null $one ([string](Get-Prop $one 'Guid')) ([string](Get-Prop $one 'Name')) @('Priority', 'RecipientFilter', 'EnabledEmailAddressTemplates', 'EnabledPrimarySMTPAddressTemplate') @()
        }
    }
    return @(Get-Recipient -OrganizationalUnit $unit -ResultSize Unlimited | Where-Object $own | ForEach-Object { ConvertTo-GuidText (Get-Prop $_ 'Guid') } | Where-Object { $null -ne $_ })
}

function Resolve-Container($Value) {
    if ($null -eq $Value -or [string]$Value -eq '') { return '' }
    try {
        $found = @(Get-OrganizationalUnit -Identity ([string]$Value))
        if ($found.Count -eq 1) { return [string](Get-Prop $found[0] 'DistinguishedName') }
    } catch { return '' }
    return ''
}

$commands = @('Get-Mailbox', 'Get-User', 'Get-CASMailbox', 'Get-MailboxPermission', 'Get-ADPermission', 'Get-MailboxFolderStatistics', 'Get-MailboxFolderPermission', 'Get-InboxRule', 'Get-MailboxAutoReplyConfiguration', 'Get-MailboxMessageConfiguration', 'Get-MailboxRegionalConfiguration', 'Get-MailboxCalendarConfiguration', 'Get-MailboxJunkEmailConfiguration', 'Get-MobileDevice', 'Get-CalendarProcessing', 'Get-DistributionGroup', 'Get-DistributionGroupMember', 'Get-DynamicDistributionGroup', 'Get-MailContact', 'Get-MailUser', 'Get-AcceptedDomain', 'Get-EmailAddressPolicy', 'Get-OrganizationalUnit')
Invoke-Operation -RequestFile $RequestFile -Operation 'config-capture' -Commands $commands -Work {
    param($request)
    $members = @()
    if ($null -ne $request.tenant) { $members = @(Save-Tenant $request.tenant) }
    foreach ($guid in @($request.mailboxes)) { Invoke-Class 'mailbox' ([string]$guid) { Save-Mailbox ([string]$guid) } }
    $classes = @($script:Classes.Values | ForEach-Object { [pscustomobject]@{ class = $_.class; records = @($_.records); errors = @($_.errors) } })
    [pscustomobject]@{ classes = $classes; principals = @($members) }
}
