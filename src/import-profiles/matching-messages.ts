export const openedAgain = 'The file was opened as you said. These are its columns now: check them.'

export const answeredMeanwhile =
  'This was answered in another window meanwhile, so what you sent was not taken. This is how far it is now.'
