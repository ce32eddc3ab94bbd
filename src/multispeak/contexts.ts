/** What a message of version 4.1 may be sent for, as the standard has it. */
export const contexts = ['Production', 'Testing', 'Development', 'Study', 'Training', 'Other']
